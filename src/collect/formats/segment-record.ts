import type { MessageType, OpenObject } from '../segment-message.ts';

type Time = string | number | undefined;

/** What every format is translated to: a message of Segment's spec, the one language the pipeline understands. */
export type SegmentRecord = {
  readonly type: MessageType;
  readonly messageId?: string | undefined;
  readonly userId?: string | undefined;
  readonly anonymousId?: string | undefined;
  readonly previousId?: string | undefined;
  readonly groupId?: string | undefined;
  readonly event?: string | undefined;
  readonly name?: string | undefined;
  readonly properties?: OpenObject;
  readonly traits?: OpenObject;
  /** `ids` are further identifiers, `sessionId` the session; the rest as in Segment's spec. */
  readonly context?: OpenObject;
  readonly timestamp?: Time;
  readonly sentAt?: Time;
};

/**
 * What becomes of something a client sent. One thing may say several (an event that also sets traits); what Gyre has no
 * place for yet is set aside whole.
 */
export type Translation =
  | { readonly type: 'records'; readonly records: readonly SegmentRecord[] }
  | { readonly type: 'aside'; readonly reason: string; readonly detail: string };

/** @throws GyreError `invalid_input` that names the field, for something nobody could place. */
export type Translate = (raw: unknown) => Translation;

export const recordsOf = (...records: readonly (SegmentRecord | undefined)[]): Translation => ({
  type: 'records',
  records: records.filter((record) => record !== undefined),
});
