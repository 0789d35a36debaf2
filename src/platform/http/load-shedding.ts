import { finished } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors.ts';

export type LoadLimits = {
  /** Requests in work at once; one more is refused now instead of making all of them late. */
  readonly maxInFlight: number;
  /** Bytes that the bodies of the requests in work may come to, as their headers claim or their routes allow. */
  readonly maxBytesInFlight: number;
  /** A further reason to refuse, e.g. a queue that is full. */
  readonly overloaded?: (() => boolean) | undefined;
};

/**
 * Refuses with `overloaded` (503, retry after a second) what could only wait, before its body is read: memory is bounded
 * however many call at once. `/health` is always answered.
 */
export const shedLoad = ({ maxInFlight, maxBytesInFlight, overloaded = () => false }: LoadLimits) => {
  let inFlight = 0;
  let bytesInFlight = 0;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const bytes = bodyBytes(request);
    inFlight += 1;
    bytesInFlight += bytes;
    // also when the client goes away before its answer
    finished(reply.raw, () => {
      inFlight -= 1;
      bytesInFlight -= bytes;
    });
    if (request.routeOptions.url === '/health') return;
    // a body alone in work is let in whatever its size: its route has the last word on that
    const full = inFlight > maxInFlight || (bytesInFlight > maxBytesInFlight && bytesInFlight > bytes);
    if (full || overloaded()) throw problem('overloaded', { retryAfterSeconds: 1 });
  };
};

/** What a body may come to: no more than its route takes, whatever its headers claim. */
const bodyBytes = ({ headers, routeOptions }: FastifyRequest): number => {
  const limit = routeOptions.bodyLimit ?? 2 ** 20;
  if (headers['transfer-encoding'] !== undefined) return limit;
  const claimed = Number(headers['content-length'] ?? 0);
  return Number.isFinite(claimed) ? Math.min(claimed, limit) : limit;
};
