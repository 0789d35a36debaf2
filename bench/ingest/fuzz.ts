import { Agent, request } from 'node:http';
import { oddRequest } from './odd-requests.ts';

export type FuzzReport = {
  readonly sent: number;
  /** Answers by status; connections that ended without one under 0. */
  readonly statuses: Readonly<Record<string, number>>;
  /** The numbers of requests answered with 5xx or not at all; each can be made again from its number. */
  readonly broken: readonly { readonly number: number; readonly status: number; readonly path: string }[];
};

/** Sends broken requests, some at a time, and tells how each was answered. */
export const fuzz = async (args: {
  readonly port: number;
  readonly writeKey: string;
  readonly seed: string;
  readonly bodies: number;
}): Promise<FuzzReport> => {
  const agent = new Agent({ keepAlive: true, maxSockets: 8 });
  const statuses: Record<string, number> = {};
  const broken: { number: number; status: number; path: string }[] = [];
  let next = 0;
  const loop = async (): Promise<void> => {
    while (next < args.bodies) {
      const number = next++;
      const odd = oddRequest(args.seed, number, args.writeKey);
      const status = await answerTo(odd, args.port, agent);
      statuses[status] = (statuses[status] ?? 0) + 1;
      if (status >= 500 || status === 0) broken.push({ number, status, path: odd.path.slice(0, 60) });
    }
  };
  await Promise.all(Array.from({ length: 8 }, loop));
  agent.destroy();
  return { sent: next, statuses, broken };
};

const answerTo = (odd: ReturnType<typeof oddRequest>, port: number, agent: Agent): Promise<number> =>
  new Promise((resolve) => {
    const { method, path, headers, body } = odd;
    const sending = request(
      { host: '127.0.0.1', port, agent, method, path, headers: { ...headers, 'content-length': body.length } },
      (answer) => {
        answer.resume();
        answer.once('close', () => resolve(answer.statusCode ?? 0));
      },
    );
    // a refused body is not read to its end: the answer may come while we still write
    sending.once('error', () => resolve(0));
    sending.setTimeout(30_000, () => sending.destroy());
    sending.end(body);
  });
