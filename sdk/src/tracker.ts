import type { Facts, Message } from './message.ts';
import { type Consent, firstConsent, type Settings } from './options.ts';
import { createQueue, type Queue, type Rank } from './queue.ts';
import { randomId } from './random-id.ts';
import { createSender, type Sender } from './sender.ts';
import { campaignOf, utmOf } from './session.ts';
import { deviceShelf, memoryShelf, type Shelf } from './shelf.ts';
import { pageFacts, type View } from './view.ts';
import { createVisitor, isForgetting, type Visitor } from './visitor.ts';

declare const GYRE_VERSION: string;

/** What a call adds to a message that has who, when and where already. */
export type Call = Partial<Omit<Message, 'messageId' | 'timestamp' | 'context'>> & Pick<Message, 'type'>;

export type Tracker = {
  readonly owner: string;
  readonly visitor: Visitor;
  readonly sender: Sender;
  readonly queue: Queue;
  readonly consent: (answer: Consent) => void;
  readonly allowed: () => boolean;
  /** Whether what is queued is still there on the next page. */
  readonly lasting: () => boolean;
  /** Queues a message about the visitor, now; its key, unless it was left out. `ending`: it begins no new visit. */
  readonly put: (call: Call, rank?: Rank, ending?: boolean) => string | undefined;
};

/** Makes messages, as far as the visitor consents, and sees to it that they are kept and sent. */
export const createTracker = (settings: Settings, view: () => View): Tracker => {
  const { writeKey, host, beforeSend } = settings;
  const owner = randomId().slice(0, 8);
  let consent: Consent = 'pending';
  let shelf: Shelf = memoryShelf();
  const allowed = (): boolean => consent === 'granted';
  const queue = createQueue({ shelf: () => shelf, writeKey, owner, now: Date.now });
  const visitor = createVisitor({
    shelf: () => shelf,
    idleMs: settings.sessionIdleMinutes * 60_000,
    cookieDomain: settings.cookieDomain,
    now: Date.now,
  });
  const { flushAfterMs } = settings;
  const sender = createSender({ queue, url: new URL('v1/batch', host).href, writeKey, owner, flushAfterMs, allowed });

  /** What was gathered while nobody had been asked becomes the device's; who was known here before is known again. */
  const unpack = (gathered: Shelf): void => {
    const userId = visitor.userId();
    const waiting = queue.entries().map((entry) => ({ entry, text: queue.text(entry) ?? '' }));
    shelf = deviceShelf();
    if (userId !== undefined) visitor.becomes(userId);
    visitor.takeOver(gathered);
    const anonymousId = visitor.anonymousId();
    for (const { entry, text } of waiting) shelf.set(entry.key, JSON.stringify({ ...JSON.parse(text), anonymousId }));
  };

  const decide = (answer: Consent): void => {
    if (answer === consent) return;
    consent = answer;
    if (answer === 'granted') {
      unpack(shelf);
      void sender.flush();
      return;
    }
    if (answer === 'denied') {
      shelf = deviceShelf();
      visitor.forget();
    }
    shelf = memoryShelf();
  };
  decide(firstConsent(settings));
  addEventListener('storage', (event) => {
    if (allowed() && isForgetting(event)) decide('denied');
  });

  const keep = (call: Call, rank: Rank, ending: boolean): string | undefined => {
    const session = visitor.session(utmOf(new URL(view().url).search), ending);
    const message: Message = {
      messageId: randomId(),
      timestamp: new Date().toISOString(),
      anonymousId: visitor.anonymousId(),
      userId: visitor.userId(),
      ...call,
      context: {
        ...deviceFacts(),
        page: pageFacts(view()),
        campaign: campaignOf(session.utm),
        sessionId: session.id,
        // automatic messages were pushed out of a full queue before this one
        droppedBefore: queue.dropped() || undefined,
      },
    };
    const kept = beforeSend ? beforeSend(message) : message;
    if (!kept) return undefined;
    const key = queue.add(JSON.stringify(kept), rank);
    if (rank !== 'h') sender.soon();
    return key;
  };

  return {
    owner,
    visitor,
    sender,
    queue,
    allowed,
    lasting: () => shelf.lasting,
    consent: decide,
    put: (call, rank = 'c', ending = false) => {
      if (consent === 'denied') return undefined;
      // what watches a page must never break it
      try {
        return keep(call, rank, ending);
      } catch (error) {
        console.warn('Gyre', error, call);
        return undefined;
      }
    },
  };
};

const deviceFacts = (): Facts => ({
  userAgent: navigator.userAgent,
  locale: navigator.language,
  screen: { width: screen.width, height: screen.height },
  library: { name: 'gyre-browser', version: GYRE_VERSION },
});
