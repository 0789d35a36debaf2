import { existsSync } from 'node:fs';
import { createHttpServer } from '#platform/http/http-server.ts';
import { type Env, type GyreError, problem } from '#platform';
import type { Gyre } from './gyre.ts';
import { tagDeskOf } from './tag-desk.ts';
import { startBackground } from './background.ts';
import { routesOf } from './server-routes.ts';

export type Server = { readonly url: string; readonly close: () => Promise<void> };

/** The HTTP server and the background work of one process. */
export const startServer = async (gyre: Gyre, options: { readonly consoleDir: string }): Promise<Server> => {
  const { log, env } = gyre;
  const tagDesk = tagDeskOf(gyre);
  const http = await createHttpServer({
    log,
    auth: gyre.auth,
    publicUrl: env.publicUrl,
    consoleDir: existsSync(options.consoleDir) ? options.consoleDir : undefined,
    routes: routesOf(gyre, tagDesk),
  });
  const url = await http.listen({ host: env.host, port: env.port }).catch(async (cause: unknown) => {
    await http.close();
    throw addressTaken(cause, env) ?? cause;
  });
  await gyre.stores.announce(url);
  const background = startBackground(gyre, tagDesk);
  return {
    url: env.publicUrl ?? url.replace('0.0.0.0', '127.0.0.1'),
    close: async () => {
      await http.close();
      await background.stop();
    },
  };
};

const addressTaken = (cause: unknown, { host, port }: Env): GyreError | undefined =>
  cause instanceof Error && 'code' in cause && cause.code === 'EADDRINUSE'
    ? problem('setting_invalid', {
        detail: `${host}:${port} is taken by another program. Choose another port with --port.`,
        detailZh: `${host}:${port} 已被其他程序占用，请用 --port 换一个端口。`,
        field: 'GYRE_PORT',
        cause,
      })
    : undefined;
