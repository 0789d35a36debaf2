import { viewAddress } from './capture/address.ts';
import type { Recorder } from './capture/recorder.ts';
import type { Facts } from './message.ts';
import { type Capture, type Consent, type GyreOptions, settingsOf } from './options.ts';
import { createTracker } from './tracker.ts';
import { pageFacts, viewOf } from './view.ts';
import { watchPage } from './watch-page.ts';

export type Gyre = {
  /** The visitor is this user. Traits such as `email` become identifiers, see docs/browser-sdk.md. */
  readonly identify: (userId: string | null, traits?: Facts) => void;
  readonly track: (event: string, properties?: Facts) => void;
  /** A page view by hand, for a page that turns the automatic ones off. */
  readonly page: (name?: string, properties?: Facts) => void;
  readonly group: (groupId: string, traits?: Facts) => void;
  /** Two ids are one person. `previousId`: default the anonymous id. */
  readonly alias: (userId: string, previousId?: string) => void;
  /** The visitor signs out: somebody new from here on. */
  readonly reset: () => void;
  readonly consent: (answer: Consent) => void;
  /** Ends automatic captures on this page: those named, or all. */
  readonly optOut: (...captures: readonly Capture[]) => void;
  /** Sends what waits, now. */
  readonly flush: () => Promise<void>;
  /** The ids to hand to a server of your own; undefined where the visitor has not consented. */
  readonly ids: () => { readonly anonymousId: string; readonly userId: string | undefined } | undefined;
};

/**
 * Starts recording on this page.
 *
 * @example const gyre = createGyre({ writeKey: 'gyre_write_…', host: 'https://gyre.example.com' });
 *          gyre.track('cart_added', { sku: 'f-1', price: 899 });
 */
export const createGyre = (options: GyreOptions): Gyre => {
  const settings = settingsOf(options);
  const { captured, textLength } = settings;
  let view = viewOf(viewAddress(location.href), document.referrer);
  const tracker = createTracker(settings, () => view);
  const { visitor, put } = tracker;
  const recorder: Recorder = {
    textLength,
    on: (capture) => captured.has(capture),
    record: (event, properties, ending) => void put({ type: 'track', event, properties }, 'a', ending),
  };
  whenSeen(() => watchPage({ tracker, recorder, view: () => view, show: (next) => void (view = next) }));

  return {
    identify: (userId, traits) => {
      if (userId) visitor.becomes(userId);
      put({ type: 'identify', traits });
    },
    track: (event, properties) => void put({ type: 'track', event, properties }),
    page: (name, properties) => void put({ type: 'page', name, properties: { ...pageFacts(view), ...properties } }),
    group: (groupId, traits) => void put({ type: 'group', groupId, traits }),
    alias: (userId, previousId = visitor.anonymousId()) => void put({ type: 'alias', userId, previousId }),
    reset: visitor.renew,
    consent: tracker.consent,
    optOut: (...names) => {
      if (names.length === 0) captured.clear();
      for (const name of names) captured.delete(name);
    },
    flush: tracker.sender.flush,
    ids: () => (tracker.allowed() ? { anonymousId: visitor.anonymousId(), userId: visitor.userId() } : undefined),
  };
};

/** When the page has its title, and not while it is only prepared for a visitor who may never come. */
const whenSeen = (start: () => void): void => {
  if (document.prerendering) {
    document.addEventListener('prerenderingchange', () => whenSeen(start), { once: true });
  } else if (document.readyState === 'loading') {
    document.addEventListener('DOMContentLoaded', start, { once: true });
  } else start();
};
