import { createServer } from 'node:net';

/** A free loopback port: the preferred one if nobody holds it, so that a restart keeps its address. */
export const freePort = async (preferred?: number): Promise<number> =>
  (preferred === undefined ? undefined : await tryPort(preferred)) ?? (await tryPort(0)) ?? 0;

const tryPort = (port: number): Promise<number | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : undefined));
    });
  });
