/** A message that is ready to go out. */
export type OutboundMessage = {
  /** Names the message for ever: providers get it as idempotency key, reports come back with it. */
  readonly key: string;
  readonly profileId: string;
  readonly program: string;
  readonly round: number;
  /** How the person is reached: the type of identifier, and the identifier as the log keeps it. */
  readonly recipient: { readonly type: string; readonly value: string };
  /** What it is sent for, which the person must have agreed to; 'marketing' where nothing is said. */
  readonly purpose?: string;
  readonly language: 'zh' | 'en';
  readonly title: string;
  /** Plain text. */
  readonly body: string;
  /** For channels that show it. */
  readonly html?: string;
  readonly unsubscribeUrl?: string;
  /** What else a receiving system may want: offer, coupon code, validity. */
  readonly facts: Readonly<Record<string, string | number | null>>;
  readonly queuedAt: string;
};

/** What became of one attempt. */
export type SendResult =
  | { readonly type: 'sent'; readonly providerId?: string }
  /** Certainly not sent; worth another try later, and no sooner than the far end asks for. */
  | { readonly type: 'retry'; readonly error: string; readonly afterMs?: number }
  /** Certainly not sent, and never will be. */
  | { readonly type: 'rejected'; readonly error: string }
  /** Nobody knows whether it was sent. */
  | { readonly type: 'uncertain'; readonly error: string }
  /** Not sent, because the person does not want it. */
  | { readonly type: 'suppressed'; readonly error: string };

/** A way to reach people. */
export type Channel = {
  readonly type: 'simulated' | 'webhook' | 'email';
  /**
   * Whether the far end drops a message it has already got, by its key. Only then may an attempt with an unknown outcome be
   * repeated; otherwise the outbox sends one message at a time and marks it uncertain.
   */
  readonly idempotent: boolean;
  /** One result per message, in order. `address` is the recipient in clear. */
  readonly send: (batch: readonly AddressedMessage[]) => Promise<readonly SendResult[]>;
  readonly close: () => Promise<void>;
};

export type AddressedMessage = OutboundMessage & { readonly address: string };
