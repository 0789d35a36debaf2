import { setTimeout as sleep } from 'node:timers/promises';
import { Agent, request } from 'node:http';
import type { WorldAction } from './answers.ts';

/** Where Gyre listens and how the brand's systems sign in: events with the write key, coupons and reports with the API key. */
export type ClientOptions = {
  readonly url: string;
  readonly writeKey: string;
  readonly apiKey?: string | undefined;
  /** Requests under way at once. */
  readonly inFlight?: number | undefined;
  /** How often a request is tried before the run fails. */
  readonly attempts?: number | undefined;
};

/** What was sent and accepted, and the coupon calls that Gyre refused (a 4xx, such as a coupon used already). */
export type Sent = { events: number; reports: number; claims: number; redemptions: number; refused: number };
export const nothingSent = (): Sent => ({ events: 0, reports: 0, claims: 0, redemptions: 0, refused: 0 });

export type Client = {
  /** Resolves when the action is under way; waits while too many are. @throws Error when Gyre refused an earlier batch or stayed away. */
  readonly send: (action: WorldAction) => Promise<void>;
  /** Resolves when all is answered. */
  readonly drain: () => Promise<void>;
  readonly sent: Readonly<Sent>;
  readonly close: () => void;
};

const eventsARequest = 500;
const reportsARequest = 500;
const bytesARequest = 480_000;

/**
 * The brand's systems: HTTP with kept-alive connections; a 429, a 5xx or a broken connection is tried again, after
 * `Retry-After` or with growing pauses. Kinds of actions do not overtake each other, so that a claim is in before the
 * redemption.
 */
export const createClient = ({ url, writeKey, apiKey, inFlight = 6, attempts = 12 }: ClientOptions): Client => {
  const agent = new Agent({ keepAlive: true, maxSockets: inFlight });
  const events = `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`;
  const api = `Bearer ${apiKey ?? ''}`;
  const sent = nothingSent();
  const underWay = new Set<Promise<void>>();
  let failure: Error | undefined;
  let reports: { messageId: string; status: string; at: string }[] = [];
  let lastType: WorldAction['type'] | undefined;

  const start = async (run: () => Promise<void>): Promise<void> => {
    while (underWay.size >= inFlight) await Promise.race(underWay);
    if (failure !== undefined) throw failure;
    const task: Promise<void> = run()
      .catch((cause: unknown) => {
        failure ??= cause instanceof Error ? cause : new Error(String(cause));
      })
      .finally(() => underWay.delete(task));
    underWay.add(task);
  };
  const post = (path: string, authorization: string, body: string): Promise<number> =>
    postUntilAnswered({ agent, url: new URL(path, url), authorization, body }, attempts);
  const mustPost = async (path: string, authorization: string, body: string): Promise<void> => {
    const status = await post(path, authorization, body);
    if (status >= 400) throw new Error(`POST ${path} was answered ${status}`);
  };

  const sendReports = async (): Promise<void> => {
    if (reports.length === 0) return;
    const list = reports;
    reports = [];
    await start(async () => {
      await mustPost('/v1/reports', api, JSON.stringify({ reports: list }));
      sent.reports += list.length;
    });
  };
  const settle = async (): Promise<void> => {
    await sendReports();
    while (underWay.size > 0) await Promise.all(underWay);
    if (failure !== undefined) throw failure;
  };
  const coupon = (path: string, body: object, count: () => void) =>
    start(async () => {
      const status = await post(path, api, JSON.stringify(body));
      if (status < 400) count();
      else if (status === 401 || status === 403) throw new Error(`POST ${path} was answered ${status}`);
      else sent.refused++;
    });

  return {
    sent,
    drain: settle,
    close: () => agent.destroy(),
    send: async (action) => {
      if (lastType !== undefined && action.type !== lastType) await settle();
      lastType = action.type;
      switch (action.type) {
        case 'events':
          for (const body of bodiesOf(action.batch)) {
            await start(async () => {
              await mustPost('/v1/batch', events, body.text);
              sent.events += body.count;
            });
          }
          return;
        case 'report':
          reports.push({ messageId: action.messageId, status: action.status, at: action.at.toISOString() });
          if (reports.length >= reportsARequest) await sendReports();
          return;
        case 'claim':
          return coupon('/v1/coupons/claim', { code: action.code }, () => sent.claims++);
        case 'redeem': {
          const { code, orderId, amountMinor } = action;
          return coupon(
            '/v1/coupons/redeem',
            { code, orderId, amount: amountMinor / 100, currency: 'CNY' },
            () => sent.redemptions++,
          );
        }
      }
    },
  };
};

/** Bodies for /v1/batch of at most 500 events and 480 KB. */
const bodiesOf = function* (batch: readonly unknown[]): Generator<{ readonly text: string; readonly count: number }> {
  let parts: string[] = [];
  let bytes = 0;
  for (const message of batch) {
    const text = JSON.stringify(message);
    const size = Buffer.byteLength(text) + 1;
    if (parts.length >= eventsARequest || bytes + size > bytesARequest) {
      yield { text: `{"batch":[${parts.join(',')}]}`, count: parts.length };
      parts = [];
      bytes = 0;
    }
    parts.push(text);
    bytes += size;
  }
  if (parts.length > 0) yield { text: `{"batch":[${parts.join(',')}]}`, count: parts.length };
};

type Call = { readonly agent: Agent; readonly url: URL; readonly authorization: string; readonly body: string };

const postUntilAnswered = async (call: Call, attempts: number): Promise<number> => {
  for (let attempt = 1; ; attempt++) {
    const answer = await postOnce(call).catch((cause: unknown) => ({ status: 0, retryAfterMs: undefined, cause }));
    const again = answer.status === 0 || answer.status === 429 || answer.status >= 500;
    if (!again) return answer.status;
    if (attempt === attempts)
      throw new Error(`POST ${call.url.pathname}: no answer after ${attempts} attempts (last ${answer.status})`, {
        cause: answer,
      });
    await sleep(answer.retryAfterMs ?? Math.min(5_000, 50 * 2 ** attempt));
  }
};

const postOnce = ({
  agent,
  url,
  authorization,
  body,
}: Call): Promise<{ status: number; retryAfterMs: number | undefined }> =>
  new Promise((resolve, reject) => {
    const headers = { authorization, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const call = request(url, { method: 'POST', agent, headers }, (response) => {
      const seconds = Number(response.headers['retry-after']);
      const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : undefined;
      response.resume();
      response.on('end', () => resolve({ status: response.statusCode ?? 0, retryAfterMs }));
      response.on('error', reject);
    });
    call.setTimeout(120_000, () => call.destroy(new Error('no answer in two minutes')));
    call.on('error', reject);
    call.end(body);
  });
