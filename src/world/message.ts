/** One call of Segment's HTTP tracking spec, as a brand's systems send it. */
export type SegmentMessage = {
  readonly type: 'track' | 'identify' | 'page';
  readonly messageId: string;
  readonly userId?: string | undefined;
  readonly anonymousId?: string | undefined;
  readonly event?: string | undefined;
  readonly name?: string | undefined;
  readonly properties?: Readonly<Record<string, unknown>> | undefined;
  readonly traits?: Readonly<Record<string, unknown>> | undefined;
  readonly context?: { readonly traits?: Readonly<Record<string, string>> } | undefined;
  /** Event time, ISO 8601 in UTC. */
  readonly timestamp: string;
};

/** What names the person on a message. */
export type Who = Pick<SegmentMessage, 'userId' | 'anonymousId' | 'context'>;

/** What a message is about: the `kind` of its id, beside which `number` is unique for the person. */
export const about = { visit: 1, order: 2, identity: 3, coupon: 4, opening: 5, store: 6, search: 7 } as const;

/** Collects what one person does in a period; what lies outside of it is not even built. */
export type Sink = {
  readonly wants: (atMs: number) => boolean;
  readonly track: (at: Stamp, event: string, who: Who, properties: Readonly<Record<string, unknown>>) => void;
  readonly page: (at: Stamp, who: Who, name: string, properties: Readonly<Record<string, unknown>>) => void;
  readonly identify: (at: Stamp, who: Who, traits: Readonly<Record<string, unknown>>) => void;
};
/** Which message and when. The same stamp always stands for the same message. */
export type Stamp = { readonly kind: number; readonly number: number; readonly atMs: number };

export type Dated = { readonly atMs: number; readonly message: SegmentMessage };

export const createSink = (args: {
  readonly seed: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly into: Dated[];
}) => {
  const { seed, fromMs, toMs, into } = args;
  const wants = (atMs: number): boolean => atMs >= fromMs && atMs < toMs;
  return (person: number): Sink => {
    // members that are undefined vanish in JSON; spelled out, all messages of a kind share one shape, which is fast
    const add = (at: Stamp, who: Who, rest: Omit<SegmentMessage, 'messageId' | 'timestamp'>): void => {
      const { type, event, name, properties, traits } = rest;
      const { userId, anonymousId, context } = who;
      const id = messageId(seed, person, at.kind, at.number);
      const timestamp = new Date(at.atMs).toISOString();
      into.push({
        atMs: at.atMs,
        message: { type, messageId: id, userId, anonymousId, event, name, properties, traits, context, timestamp },
      });
    };
    return {
      wants,
      track: (at, event, who, properties) => {
        if (wants(at.atMs)) add(at, who, { type: 'track', event, properties });
      },
      page: (at, who, name, properties) => {
        if (wants(at.atMs)) add(at, who, { type: 'page', name, properties });
      },
      identify: (at, who, traits) => {
        if (wants(at.atMs)) add(at, who, { type: 'identify', traits });
      },
    };
  };
};

/** A UUID (version 8) spelled from what the message is about: unique by construction, no hash needed. `number` < 2^40. */
const messageId = (seed: number, person: number, kind: number, number: number): string =>
  `${hex(seed >>> 0, 8)}-${hex(kind, 4)}-8${hex(person >>> 20, 3)}-8${hex((person >>> 8) & 0xfff, 3)}-${hex(person & 0xff, 2)}${hex(number, 10)}`;

const hex = (n: number, width: number): string => n.toString(16).padStart(width, '0');
