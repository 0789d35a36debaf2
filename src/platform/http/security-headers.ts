import type { FastifyReply, FastifyRequest } from 'fastify';

/** The console loads nothing from elsewhere. Ant Design writes its styles into the page, hence 'unsafe-inline' for styles alone. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** On every answer. */
export const securityHeaders =
  ({ https }: { readonly https: boolean }) =>
  async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    reply
      .header('content-security-policy', contentSecurityPolicy)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'same-origin')
      .header('cross-origin-opener-policy', 'same-origin')
      .header('cross-origin-resource-policy', 'same-origin')
      .header('permissions-policy', 'camera=(), geolocation=(), microphone=()');
    if (https) reply.header('strict-transport-security', 'max-age=31536000');
  };
