import type { FastifyRequest } from 'fastify';
import { problem } from '../errors.ts';
import { isUnsafe } from './access.ts';

/**
 * A change asked for by a page must come from our own pages (OWASP, CSRF prevention: verifying origin with standard
 * headers). Calls with a key carry no ambient right and are let through; so is a caller that sends neither header,
 * which no browser is, and for old ones the cookie is SameSite=Lax.
 */
export const requireSameOrigin =
  ({ publicUrl }: { readonly publicUrl: string | undefined }) =>
  async (request: FastifyRequest): Promise<void> => {
    if (
      !isUnsafe(request.method) ||
      request.routeOptions.config.crossOrigin ||
      request.headers.authorization !== undefined
    )
      return;
    const { origin, host, 'sec-fetch-site': site } = request.headers;
    const ours = [host, ...(publicUrl === undefined ? [] : [new URL(publicUrl).host])];
    const foreign =
      origin === undefined
        ? site === 'cross-site' || site === 'same-site'
        : !ours.some((known) => known === hostOf(origin));
    if (foreign) throw problem('cross_site');
  };

/** `null`, as sandboxed pages send it, is nobody's host. */
const hostOf = (origin: string): string | null => (URL.canParse(origin) ? new URL(origin).host : null);
