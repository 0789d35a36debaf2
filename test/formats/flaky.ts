import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Flaky = { readonly url: string; readonly swallowed: () => number; readonly close: () => Promise<void> };

/**
 * A way to the receiver that loses its first answers: the request arrives and is stored, the client hears 503 and tries
 * again. What is stored twice would be seen.
 */
export const flakyWay = async (to: string, answersLost: number): Promise<Flaky> => {
  let lost = 0;
  const server = createServer((incoming, outgoing) => {
    const onward = request(
      new URL(incoming.url ?? '/', to),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        if (incoming.method === 'OPTIONS' || lost >= answersLost) {
          outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
          answer.pipe(outgoing);
          return;
        }
        lost += 1;
        answer.resume().on('end', () => outgoing.writeHead(503).end());
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  // a TCP server's address is always of this shape
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    swallowed: () => lost,
    close: () => new Promise((done) => server.close(() => done())),
  };
};
