import { GyreError, problem, stableUuid } from '#platform';
import type { SetAside } from './quarantine.ts';

const maxMessageBytes = 32 * 1024;

/** A line is a little longer than its message; only one that may be too long is measured. @throws GyreError `payload_too_large` */
export const refuseOversize = (line: string, message: unknown): void => {
  if (line.length > maxMessageBytes / 3 && Buffer.byteLength(JSON.stringify(message)) > maxMessageBytes) {
    throw problem('payload_too_large', { detail: 'an event holds 32 KB at most', detailZh: '单条事件不超过 32 KB' });
  }
};

/**
 * `whole` is the message with what its batch says for all; a sender who tries again says another `sentAt`, so the
 * message alone decides whether it is the same row.
 */
export const messageAside = (
  { message, whole, source }: { readonly message: unknown; readonly whole: unknown; readonly source: string },
  why: Pick<SetAside, 'reason' | 'detail'>,
): SetAside => ({ ...why, rowId: stableUuid('quarantine', source, textOf(message)), source, body: textOf(whole) });

/** Why a message goes to quarantine. @throws what is not the message's fault. */
export const reasonOf = (cause: unknown): { readonly reason: string; readonly detail: string } => {
  // JSON.stringify gives up some thousands of levels down
  if (cause instanceof RangeError) return { reason: 'nested_too_deep', detail: 'nested too deep to be written' };
  if (!(cause instanceof GyreError) || cause.status >= 500) throw cause;
  const { field, detail } = cause.facts;
  return { reason: field ? `invalid_${field.replace(/\W+/g, '_')}` : cause.code, detail: detail ?? cause.message };
};

const textOf = (message: unknown): string => {
  try {
    return JSON.stringify(message);
  } catch {
    return '"nested too deep to be written"';
  }
};
