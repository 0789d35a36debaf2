/** Plain data about an event or a person. */
export type Facts = Readonly<Record<string, unknown>>;

/** One message of Segment's HTTP tracking spec, as it travels in a batch. */
export type Message = {
  readonly type: 'track' | 'identify' | 'page' | 'group' | 'alias';
  /** A UUID made once: however often the message is sent, it counts once. */
  readonly messageId: string;
  /** ISO 8601, by the device's clock; the server corrects a wrong one by `sentAt`. */
  readonly timestamp: string;
  readonly anonymousId?: string;
  readonly userId?: string;
  readonly previousId?: string;
  readonly groupId?: string;
  readonly event?: string;
  readonly name?: string;
  readonly properties?: Facts;
  readonly traits?: Facts;
  readonly context: Facts;
};
