import { Webhook } from 'standardwebhooks';
import type { Clock } from '#platform';
import type { AddressedMessage, Channel, SendResult } from './channel.ts';
import { inParallel } from './in-parallel.ts';
import { post, type PostAnswer } from './post.ts';
import { PrivateAddressError } from '#platform/http/private-address.ts';

export type WebhookSettings = {
  readonly url: string;
  /** `whsec_…`, or the secret's bytes in base64. */
  readonly secret: string;
  readonly timeoutMs: number;
  /** Whether the address may be of a private network. */
  readonly allowPrivate: boolean;
  /** Requests in flight. */
  readonly parallel?: number;
};

/**
 * Posts each message as JSON, signed as https://www.standardwebhooks.com says. `webhook-id` is the message's key and the body is the
 * same in every attempt: a receiver that keeps the ids it has seen gets each message exactly once.
 */
export const webhookChannel = (settings: WebhookSettings, deps: { clock: Clock }): Channel => {
  const send = signedPost(settings, deps);
  return {
    type: 'webhook',
    idempotent: true,
    send: (batch) =>
      inParallel(batch, settings.parallel ?? 8, (message) => send({ id: message.key, body: payload(message) })),
    close: async () => {},
  };
};

/** One signed POST under an id; the same id and body again is the same delivery. */
export const signedPost = (
  settings: WebhookSettings,
  { clock }: { clock: Clock },
): ((delivery: { readonly id: string; readonly body: string }) => Promise<SendResult>) => {
  const signer = new Webhook(settings.secret);
  return async ({ id, body }) => {
    const now = clock.now();
    try {
      const answer = await post({
        ...settings,
        body,
        headers: {
          'webhook-id': id,
          'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
          'webhook-signature': signer.sign(id, now, body),
          'idempotency-key': id,
          'user-agent': 'Gyre',
        },
      });
      return resultOf(answer, now);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      return error instanceof PrivateAddressError ? { type: 'rejected', error: text } : { type: 'retry', error: text };
    }
  };
};

/** A request that timed out or hit a full house is worth repeating; any other refusal, and any redirect, is final. */
const resultOf = ({ status, body, retryAfter }: PostAnswer, now: Date): SendResult => {
  if (status >= 200 && status < 300) return { type: 'sent' };
  const error = `HTTP ${status} ${body.slice(0, 200)}`.trim();
  if (status < 500 && ![408, 425, 429].includes(status)) return { type: 'rejected', error };
  const afterMs = waitMs(retryAfter, now);
  return { type: 'retry', error, ...(afterMs === undefined ? {} : { afterMs }) };
};

/** `Retry-After` (RFC 9110, 10.2.3): seconds or a date. */
const waitMs = (retryAfter: string | undefined, now: Date): number | undefined => {
  if (retryAfter === undefined) return undefined;
  if (/^\d{1,9}$/.test(retryAfter)) return Number(retryAfter) * 1_000;
  const at = Date.parse(retryAfter);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
};

const payload = ({ queuedAt, ...message }: AddressedMessage): string =>
  JSON.stringify({
    type: 'message.send',
    timestamp: queuedAt,
    data: {
      id: message.key,
      to: { type: message.recipient.type, value: message.address },
      language: message.language,
      title: message.title,
      body: message.body,
      ...(message.unsubscribeUrl === undefined ? {} : { unsubscribeUrl: message.unsubscribeUrl }),
      program: message.program,
      round: message.round,
      facts: message.facts,
    },
  });
