import type { LogEvent } from '#collect';
import type { Clock } from '#platform';
import { problem } from '#platform';
import type { Routes } from '#platform/http/http-server.ts';
import { consentSaid, unsubscribeToken } from '#profile';
import { z } from 'zod';
import { unsubscribePage } from './unsubscribe-page.ts';

type Deps = {
  readonly secret: string;
  readonly clock: Clock;
  readonly write: (events: readonly LogEvent[]) => Promise<void>;
};

const params = z.object({ token: z.string().max(200) });

/**
 * Where a recipient says no. Opening the page changes nothing, because mail scanners open every link; its button, and the mail
 * program's own (RFC 8058), post.
 */
export const unsubscribeRoutes = ({ secret, clock, write }: Deps): Routes => {
  const token = unsubscribeToken(secret);
  return (app) => {
    // a mail program posts `List-Unsubscribe=One-Click` as either
    app.addContentTypeParser(
      ['application/x-www-form-urlencoded', 'multipart/form-data'],
      { parseAs: 'string', bodyLimit: 4_096 },
      (_request, body, done) => done(null, body),
    );
    const config = { public: true } as const;
    const meant = (text: string) => {
      const found = token.read(text);
      if (found === undefined)
        throw problem('not_found', { detail: 'this link is not complete', detailZh: '链接不完整' });
      return found;
    };
    app.get('/unsubscribe/:token', { config, schema: { hide: true, params } }, async (request, reply) => {
      const { channel } = meant(request.params.token);
      return reply
        .type('text/html; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(unsubscribePage({ channel, done: false, accepts: request.headers['accept-language'] }));
    });
    app.post(
      '/unsubscribe/:token',
      {
        config,
        schema: { tags: ['consent'], summary: 'One click of RFC 8058: no more of these messages', params },
      },
      async (request, reply) => {
        const { profileId, recipientKey, channel, purpose } = meant(request.params.token);
        const everything = typeof request.body === 'string' && /(^|&)all=1(&|$)/.test(request.body);
        await write([
          consentSaid({
            said: 'withdrawn',
            purpose,
            channel: everything ? '*' : channel,
            source: 'unsubscribe link',
            at: clock.now(),
            keys: [recipientKey, profileId],
          }),
        ]);
        return reply
          .type('text/html; charset=utf-8')
          .header('cache-control', 'no-store')
          .send(unsubscribePage({ channel, done: true, accepts: request.headers['accept-language'] }));
      },
    );
  };
};
