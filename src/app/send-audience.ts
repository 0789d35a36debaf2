import { z } from 'zod';
import { channelKind, signedPost, type SendResult, type WebhookSettings } from '#act';
import type { DocumentStore } from '#documents';
import { type Clock, type GyreError, problem, type Progress } from '#platform';
import { pause } from '#platform/children/pause.ts';
import type { ExportRow } from '#profile';
import { type SendAsked, sendAskedSchema } from '../profile/live/schemas.ts';
import type { AudienceDesk } from './audience-desk.ts';

type Deps = {
  readonly desk: AudienceDesk;
  readonly documents: DocumentStore;
  readonly clock: Clock;
  /** Secrets of channels by name. */
  readonly secrets: Readonly<Record<string, string>>;
  readonly allowPrivate: boolean;
};

const peopleAPost = 500;
const attempts = 4;
/** Who asks for a longer pause gets it as a job: nothing waits beside it. */
const longestPauseMs = 30_000;

/** What a job of such a delivery is told. */
export const sendJobSchema = z.object({ name: z.string(), asked: sendAskedSchema, by: z.string() });

/**
 * How far a delivery is. Kept before each post with the people it will have, from behind `after` up to `until`: whoever
 * goes on sends that post again, under its number and with the same people, and everybody is in exactly one.
 */
const sendStateSchema = z.object({
  /** Posts that came through. */
  number: z.number(),
  sent: z.number(),
  // somebody who was erased meanwhile stands here no more: then it begins anew, under the same numbers
  after: z.string().regex(/^\d+$/),
  until: z.string().regex(/^\d+$/).nullable(),
});
export type SendState = z.infer<typeof sendStateSchema>;
const beginning: SendState = { number: 0, sent: 0, after: '0', until: null };

/** What an earlier attempt kept in its job's progress. */
export const sendStateIn = (progress: unknown): SendState | undefined =>
  z.object({ send: sendStateSchema }).safeParse(progress).data?.send;

/**
 * The webhook channel of a name, ready to post to.
 * @throws GyreError `not_found`, naming those there are; `setting_invalid` without its secret
 */
export const webhookNamed = async (
  { documents, secrets }: Pick<Deps, 'documents' | 'secrets'>,
  name: string,
): Promise<Omit<WebhookSettings, 'allowPrivate'>> => {
  const webhooks = (await documents.published(channelKind)).flatMap((channel) =>
    channel.spec.type === 'webhook' ? [{ name: channel.name, spec: channel.spec }] : [],
  );
  const found = webhooks.find((channel) => channel.name === name);
  if (found === undefined) {
    const names = webhooks.map((channel) => channel.name).join(', ');
    throw problem('not_found', {
      field: 'channel',
      detail: `a webhook channel "${name}"; ${names === '' ? 'none is published yet' : `there are ${names}`}`,
      detailZh: `Webhook 渠道「${name}」；${names === '' ? '尚未发布任何 Webhook 渠道' : `现有 ${names}`}`,
    });
  }
  const secret = secrets[found.spec.secret];
  if (secret === undefined)
    throw problem('setting_invalid', {
      detail: `the secret "${found.spec.secret}" of the channel "${name}" is not set`,
      detailZh: `渠道「${name}」的密钥「${found.spec.secret}」未配置`,
    });
  return { ...found.spec, secret };
};

/**
 * An audience's people to a system of one's own, as posts signed like a webhook channel's messages: `audience.people` with 500
 * people each, numbered from 1; the last says so. Cut off anywhere, it goes on from what `keep` was told last.
 *
 * @param id of the whole delivery; each post's own is `id/number`
 * @throws GyreError `unprocessable` when the receiver refuses a post, which is final, or stays away; `too_many_requests` when it asks
 * for a longer pause
 */
export const sendAudience = async (
  deps: Deps,
  { id, name, asked, by, progress, from = beginning, keep = async () => {}, signal }: SendArgs,
): Promise<{ readonly people: number; readonly posts: number }> => {
  const { channel, ...rest } = asked;
  const send = signedPost({ ...(await webhookNamed(deps, channel)), allowPrivate: deps.allowPrivate }, deps);
  const resumed = from === beginning ? undefined : from.after;
  const { people, header, rows } = await deps.desk.export(name, { ...rest, channel }, by, resumed);
  const task = progress.start(name, people);
  let state = from;
  let waiting: readonly ExportRow[] = [];
  const post = async (some: readonly ExportRow[], last: boolean): Promise<void> => {
    if (signal?.aborted === true)
      throw problem('overloaded', { detail: 'the server stopped; it goes on later', detailZh: '服务已停止，稍后继续' });
    const until = state.until ?? some.at(-1)?.profileId ?? state.after;
    await keep({ ...state, until }, people);
    const number = state.number + 1;
    const data = { id, audience: name, number, last, people: some.map((row) => personOf(header, row)) };
    const body = JSON.stringify({ type: 'audience.people', timestamp: deps.clock.now(), data });
    await untilSent(() => send({ id: `${id}/${number}`, body }), signal);
    state = { number, sent: state.sent + some.length, after: until, until: null };
    task.set(state.sent, people);
  };
  for await (const some of rows) {
    waiting = [...waiting, ...some];
    for (let n = wholePart(waiting, state.until); n !== undefined; n = wholePart(waiting, state.until)) {
      await post(waiting.slice(0, n), false);
      waiting = waiting.slice(n);
    }
  }
  await post(waiting, true);
  task.done();
  return { people, posts: state.number };
};

/** How many of these make the next post, known to be whole because somebody comes behind it. `until`: where one ended that was begun. */
const wholePart = (waiting: readonly ExportRow[], until: string | null): number | undefined => {
  if (until === null) return waiting.length > peopleAPost ? peopleAPost : undefined;
  const beyond = waiting.findIndex(({ profileId }) => BigInt(profileId) > BigInt(until));
  return beyond < 0 ? undefined : beyond;
};

type SendArgs = {
  readonly id: string;
  readonly name: string;
  readonly asked: SendAsked;
  readonly by: string;
  readonly progress: Progress;
  /** Where an earlier attempt was cut off. */
  readonly from?: SendState | undefined;
  /** Keeps how far it is, of so many people. */
  readonly keep?: (state: SendState, people: number) => Promise<void>;
  readonly signal?: AbortSignal;
};

const personOf = (header: readonly string[], { profileId, ids, features }: ExportRow) => ({
  profileId,
  ids: Object.fromEntries(ids.map((value, i) => [header[i + 1], value])),
  features: Object.fromEntries(features.map((value, i) => [header[i + 1 + ids.length], value])),
});

const untilSent = async (send: () => Promise<SendResult>, signal?: AbortSignal): Promise<void> => {
  for (let attempt = 1; ; attempt += 1) {
    const result = await send();
    if (result.type === 'sent') return;
    if (result.type !== 'retry') throw notTaken(result.error, { final: true });
    const pauseMs = result.afterMs ?? 500 * 4 ** attempt;
    if (pauseMs > longestPauseMs)
      throw problem('too_many_requests', {
        detail: `The receiver answered: ${result.error}`,
        detailZh: `接收方返回：${result.error}`,
        retryAfterSeconds: Math.ceil(pauseMs / 1_000),
      });
    if (attempt === attempts || signal?.aborted === true) throw notTaken(result.error, { final: false });
    await pause(pauseMs, signal);
  }
};

const notTaken = (error: string, { final }: { readonly final: boolean }): GyreError =>
  problem('unprocessable', {
    detail: final ? `the receiver refuses it: ${error}` : `the receiver did not take it: ${error}`,
    detailZh: final ? `接收方拒绝接收：${error}` : `接收方未能接收：${error}`,
    final,
  });
