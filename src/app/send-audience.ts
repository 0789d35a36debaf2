import { z } from 'zod';
import { channelKind, signedPost, type SendResult } from '#act';
import type { DocumentStore } from '#documents';
import { type Clock, problem, type Progress } from '#platform';
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

/** What a job of such a delivery is told. */
export const sendJobSchema = z.object({ name: z.string(), asked: sendAskedSchema, by: z.string() });

/**
 * An audience's people to a system of one's own, as posts signed like a webhook channel's messages: `audience.people` with 500
 * people each, numbered from 1; the last says so.
 *
 * @param id of the whole delivery; each post's own is `id/number`
 * @throws GyreError `unprocessable` when the receiver refuses a post or stays away
 */
export const sendAudience = async (
  deps: Deps,
  { id, name, asked, by, progress }: SendArgs,
): Promise<{ readonly people: number; readonly posts: number }> => {
  const { channel: channelName, ...rest } = asked;
  const channel = (await deps.documents.published(channelKind)).find((document) => document.name === channelName);
  if (channel?.spec.type !== 'webhook')
    throw problem('not_found', {
      detail: `a webhook channel "${channelName}"`,
      detailZh: `Webhook 渠道「${channelName}」`,
    });
  const secret = deps.secrets[channel.spec.secret];
  if (secret === undefined) throw problem('setting_invalid', { detail: `the secret "${channel.spec.secret}"` });
  const send = signedPost({ ...channel.spec, secret, allowPrivate: deps.allowPrivate }, deps);
  const { people, header, rows } = await deps.desk.export(name, { ...rest, channel: channelName }, by);
  const task = progress.start(name, people);
  let number = 0;
  let waiting: ExportRow[] = [];
  const post = async (some: readonly ExportRow[], last: boolean): Promise<void> => {
    number += 1;
    const data = { id, audience: name, number, last, people: some.map((row) => personOf(header, row)) };
    const body = JSON.stringify({ type: 'audience.people', timestamp: deps.clock.now(), data });
    await untilSent(() => send({ id: `${id}/${number}`, body }));
    task.add(some.length);
  };
  for await (const some of rows) {
    waiting.push(...some);
    for (; waiting.length > peopleAPost; waiting = waiting.slice(peopleAPost))
      await post(waiting.slice(0, peopleAPost), false);
  }
  await post(waiting, true);
  task.done();
  return { people, posts: number };
};

type SendArgs = {
  readonly id: string;
  readonly name: string;
  readonly asked: SendAsked;
  readonly by: string;
  readonly progress: Progress;
};

const personOf = (header: readonly string[], { profileId, ids, features }: ExportRow) => ({
  profileId,
  ids: Object.fromEntries(ids.map((value, i) => [header[i + 1], value])),
  features: Object.fromEntries(features.map((value, i) => [header[i + 1 + ids.length], value])),
});

const untilSent = async (send: () => Promise<SendResult>): Promise<void> => {
  let error = '';
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 500 * 4 ** attempt));
    const result = await send();
    if (result.type === 'sent') return;
    error = result.error;
    if (result.type === 'rejected') break;
  }
  throw problem('unprocessable', { detail: error });
};
