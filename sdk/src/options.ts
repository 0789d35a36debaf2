import type {} from './browser.ts';
import type { Message } from './message.ts';

/** May events be kept on this device and sent? `pending`: the visitor has not been asked yet. */
export type Consent = 'granted' | 'denied' | 'pending';

/** What is recorded without a call. */
export const captures = ['pages', 'clicks', 'dwell', 'scroll', 'forms'] as const;
export type Capture = (typeof captures)[number];

export type GyreOptions = {
  /** Made in the console under Settings. It may send events and nothing else, so it may stand in a page. */
  readonly writeKey: string;
  /** Where Gyre runs, such as https://gyre.example.com. Default: where the script came from, else the page's own site. */
  readonly host?: string;
  /** Default `granted`. */
  readonly consent?: Consent;
  /** Whether Global Privacy Control or Do Not Track mean `denied` until `consent('granted')`. Default `respect`. */
  readonly privacySignals?: 'respect' | 'ignore';
  /** `false` for none; or the ones to leave out, such as `{ clicks: false }`. Default: all. */
  readonly capture?: false | Readonly<Partial<Record<Capture, boolean>>>;
  /** Characters of a clicked element's text that are kept; 0 keeps none. Default 80. */
  readonly textLength?: number;
  /** A visit ends after this long without an event. Default 30. */
  readonly sessionIdleMinutes?: number;
  /** Such as `example.com`: one anonymous id for all its subdomains. Default: this host name alone. */
  readonly cookieDomain?: string;
  /** Events wait this long for others to travel with. Default 1000. */
  readonly flushAfterMs?: number;
  /** Sees each message before it is queued; gives it back, changed or not, or nothing to leave it out. */
  readonly beforeSend?: (message: Message) => Message | null | undefined;
};

/** Options with their defaults filled in. */
export type Settings = Omit<GyreOptions, 'capture'> &
  Required<Pick<GyreOptions, 'host' | 'textLength' | 'sessionIdleMinutes' | 'flushAfterMs'>> & {
    /** Changes when the page opts out later. */
    readonly captured: Set<Capture>;
  };

export const settingsOf = (options: GyreOptions): Settings => {
  const { capture } = options;
  return {
    textLength: 80,
    sessionIdleMinutes: 30,
    flushAfterMs: 1000,
    ...options,
    host: options.host ?? location.origin,
    captured: new Set(captures.filter((name) => capture !== false && capture?.[name] !== false)),
  };
};

/** Denied by the browser's own setting, where the page respects it; else what the page says. */
export const firstConsent = ({ consent = 'granted', privacySignals }: GyreOptions): Consent =>
  privacySignals !== 'ignore' && refusedByBrowser() ? 'denied' : consent;

const refusedByBrowser = (): boolean => navigator.doNotTrack === '1' || navigator.globalPrivacyControl === true;
