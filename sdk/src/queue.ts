import { prefix, type Shelf } from './shelf.ts';

/** A queued message: its name on the shelf, and what the name says. */
export type Entry = {
  readonly key: string;
  /** The page that made it. */
  readonly owner: string;
  readonly madeAt: number;
  readonly bytes: number;
  /** A `Rank`. */
  readonly rank: string;
};

/**
 * `c`alled for by the page; `a`utomatic; `h`eld: true if this page ends without another word, so only whoever
 * finds it left behind sends it.
 */
export type Rank = 'c' | 'a' | 'h';

export type Queue = {
  /**
   * Its name on the shelf. When it is full, an eighth gives way: the oldest automatic messages, then the oldest.
   * @throws RangeError for more than `maxEntryBytes`
   */
  readonly add: (text: string, rank: Rank) => string;
  /** Oldest first. */
  readonly entries: (owner?: string) => readonly Entry[];
  readonly text: (entry: Entry) => string | null;
  readonly remove: (keys: readonly string[]) => void;
  /** How many were pushed out since it was last asked. */
  readonly dropped: () => number;
};

/** What browsers let a page send while it goes away is 64 KB (Fetch, keepalive); the envelope takes some of it. */
export const maxEntryBytes = 60_000;
export const maxEntries = 1_000;
export const maxBytes = 1_000_000;

/**
 * Messages that wait to be sent, on a shelf that several tabs share. Each message has a name of its own, so tabs
 * never write over one another; only its owner sends it, or who holds the owner's lock once that is gone.
 * The name is `gyre.q.<write key's end>.<time and place>.<owner>.<rank>.<bytes>`: the shelf need not be read to be counted.
 */
export const createQueue = (args: {
  readonly shelf: () => Shelf;
  readonly writeKey: string;
  readonly owner: string;
  readonly now: () => number;
}): Queue => {
  const { shelf, owner, now } = args;
  const start = `${prefix}q.${args.writeKey.slice(-6)}.`;
  let made = 0;
  let pushedOut = 0;

  const entries = (of?: string): readonly Entry[] =>
    shelf()
      .keys()
      .filter((key) => key.startsWith(start))
      .sort()
      .map((key) => entryOf(key, start.length))
      .filter((entry) => of === undefined || entry.owner === of);

  const remove = (keys: readonly string[]): void => keys.forEach(shelf().remove);

  /** What may be added before the shelf is looked through again, which takes a millisecond when it is full. */
  let room = 0;
  let roomBytes = 0;

  /**
   * Other tabs add too, on looks of their own: a look is good for a twentieth of the shelf, and one beside it finds room
   * for that. A full shelf gives an eighth away at once.
   */
  const makeRoom = (): void => {
    const kept = entries();
    let free = maxEntries - kept.length;
    let freeBytes = maxBytes - kept.reduce((sum, { bytes }) => sum + bytes, 0);
    const full = free < maxEntries / 20 || freeBytes < maxEntryBytes + maxBytes / 20;
    const worst = [...kept.filter(({ rank }) => rank !== 'c'), ...kept.filter(({ rank }) => rank === 'c')];
    for (const { key, bytes } of full ? worst : []) {
      if (free >= maxEntries / 8 && freeBytes >= maxBytes / 8) break;
      remove([key]);
      free += 1;
      freeBytes += bytes;
      pushedOut += 1;
    }
    room = maxEntries / 20;
    roomBytes = maxBytes / 20;
  };

  return {
    entries,
    remove,
    text: ({ key }) => shelf().get(key),
    add: (text, rank) => {
      const bytes = byteBound(text);
      if (bytes > maxEntryBytes) throw new RangeError(`${bytes} bytes are too many`);
      if (room < 1 || roomBytes < bytes) makeRoom();
      room -= 1;
      roomBytes -= bytes;
      // eight digits until the year 2059, so texts sort as times do
      const place = now().toString(36) + (made++).toString(36).padStart(5, '0');
      const key = `${start}${place}.${owner}.${rank}.${bytes}`;
      shelf().set(key, text);
      return key;
    },
    dropped: () => {
      const count = pushedOut;
      pushedOut = 0;
      return count;
    },
  };
};

/** At least as many bytes as the text has in UTF-8, found without encoding it. */
export const byteBound = (text: string): number => text.replace(/[^\0-\x7f]/g, '123').length;

const entryOf = (key: string, from: number): Entry => {
  const [place = '', owner = '', rank = '', bytes] = key.slice(from).split('.');
  return {
    key,
    owner,
    madeAt: Number.parseInt(place.slice(0, 8), 36),
    rank,
    bytes: Number(bytes),
  };
};
