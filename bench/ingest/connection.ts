import { connect, type Socket } from 'node:net';

/** Status of the answer; 0 when the connection broke before there was one. */
export type Post = (request: Buffer) => Promise<number>;

const answerTimeoutMs = 30_000;

/**
 * One kept-alive connection that posts one request after the other. Plain sockets: a client library would take more of
 * the processor than the server we measure.
 */
export const openConnection = (port: number): { readonly post: Post; readonly close: () => void } => {
  let socket: Socket | undefined;
  let received = '';
  let answered: ((status: number) => void) | undefined;

  const finish = (status: number): void => {
    const tell = answered;
    answered = undefined;
    received = '';
    tell?.(status);
  };
  const drop = (): void => {
    socket?.destroy();
    socket = undefined;
    finish(0);
  };
  const read = (chunk: string): void => {
    received += chunk;
    const end = received.indexOf('\r\n\r\n');
    if (end < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received)?.[1] ?? 0);
    if (received.length < end + 4 + length) return;
    const closes = /\r\nconnection: close/i.test(received.slice(0, end));
    finish(Number(received.slice(9, 12)));
    if (closes) drop();
  };
  const opened = (): Socket => {
    if (socket !== undefined) return socket;
    const fresh = connect({ port, host: '127.0.0.1', noDelay: true });
    fresh.setEncoding('latin1');
    fresh.on('data', (chunk) => read(String(chunk)));
    for (const event of ['close', 'error', 'timeout'] as const) {
      fresh.on(event, () => {
        if (socket === fresh) drop();
      });
    }
    fresh.setTimeout(answerTimeoutMs);
    socket = fresh;
    return fresh;
  };
  return {
    post: (request) =>
      new Promise((resolve) => {
        answered = resolve;
        opened().write(request);
      }),
    close: drop,
  };
};
