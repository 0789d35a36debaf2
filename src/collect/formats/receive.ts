import { GyreError, problem, stableUuid } from '#platform';
import type { Collector, Received } from '../collector.ts';
import type { SetAside } from '../quarantine.ts';
import type { SegmentRecord, Translate } from './segment-record.ts';

type Args = {
  readonly collector: Collector;
  readonly source: string;
  /** The name of the format; the quarantine remembers it, so that a row can be read again. */
  readonly format: string;
  readonly translate: Translate;
};

/** Many things of one request. The good ones are durable when it resolves; the others lie in quarantine, whole. */
export const receiveMany = async (raws: readonly unknown[], args: Args): Promise<Received> => {
  const { collector, source } = args;
  const messages: SegmentRecord[] = [];
  const aside: SetAside[] = [];
  for (const raw of raws) {
    try {
      const translation = args.translate(raw);
      if (translation.type === 'records') messages.push(...translation.records);
      else aside.push(setAside(raw, args, translation));
    } catch (cause) {
      aside.push(setAside(raw, args, reasonOf(cause)));
    }
  }
  const [received] = await Promise.all([collector.batch({ messages, source, shared: {} }), collector.setAside(aside)]);
  return { accepted: received.accepted, quarantined: received.quarantined + aside.length };
};

/**
 * The only thing of a request.
 * @throws GyreError `invalid_input` naming the field when it cannot be placed; `payload_too_large` beyond 32 KB, which
 *   an event in a batch may not exceed either.
 */
export const receiveOne = async (raw: unknown, args: Args): Promise<void> => {
  const { collector, source } = args;
  refuseOversize(raw);
  const translation = args.translate(raw);
  if (translation.type === 'aside') return collector.setAside([setAside(raw, args, translation)]);
  await Promise.all(translation.records.map((record) => collector.one(record.type, record, source)));
};

const maxEventBytes = 32 * 1024;
const refuseOversize = (raw: unknown): void => {
  if (Buffer.byteLength(written(raw)) > maxEventBytes)
    throw problem('payload_too_large', { detail: 'an event holds 32 KB at most', detailZh: '单条事件不超过 32 KB' });
};

const setAside = (raw: unknown, { source, format }: Args, why: Pick<SetAside, 'reason' | 'detail'>): SetAside => {
  const body = written(raw);
  return { ...why, rowId: stableUuid('quarantine', source, body), source, format, body };
};

/** JSON.stringify gives up some thousands of levels down. */
const written = (raw: unknown): string => {
  try {
    return JSON.stringify(raw) ?? '';
  } catch {
    return '"nested too deep to be written"';
  }
};

const reasonOf = (cause: unknown): Pick<SetAside, 'reason' | 'detail'> => {
  if (cause instanceof RangeError) return { reason: 'nested_too_deep', detail: 'nested too deep to be read' };
  if (!(cause instanceof GyreError) || cause.status >= 500) throw cause;
  const { field, detail } = cause.facts;
  return { reason: field ? `invalid_${field.replace(/\W+/g, '_')}` : cause.code, detail: detail ?? cause.message };
};
