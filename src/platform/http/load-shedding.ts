import { finished } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors.ts';

export type LoadLimits = {
  /** Requests in work at once; one more is refused now instead of making all of them late. */
  readonly maxInFlight: number;
  /** A further reason to refuse, e.g. a queue that is full. */
  readonly overloaded?: (() => boolean) | undefined;
};

/** Refuses with `overloaded` (503, retry after a second) what could only wait. `/health` is always answered. */
export const shedLoad = ({ maxInFlight, overloaded = () => false }: LoadLimits) => {
  let inFlight = 0;
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    inFlight += 1;
    // also when the client goes away before its answer
    finished(reply.raw, () => void (inFlight -= 1));
    if (request.routeOptions.url === '/health') return;
    if (inFlight > maxInFlight || overloaded()) throw problem('overloaded', { retryAfterSeconds: 1 });
  };
};
