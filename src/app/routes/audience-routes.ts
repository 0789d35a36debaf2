import { Readable } from 'node:stream';
import { z } from 'zod';
import { problem } from '#platform';
import { actorOf } from '#platform/http/access.ts';
import type { Routes } from '#platform/http/http-server.ts';
import { csvCell, type ExportRow } from '#profile';
import { type Job, jobSchema, profileIdSchema } from '../../platform/schemas.ts';
import {
  audienceAnswerSchema,
  audienceHistoryAnswerSchema,
  audienceSampleAnswerSchema,
  audiencesAnswerSchema,
  type ExportAsked,
  exportAskedSchema,
  freezeAskedSchema,
  freezeSchema,
  overlapAnswerSchema,
  personAudiencesAnswerSchema,
  previewAskedSchema,
  previewToldSchema,
  type SendAsked,
  sendAskedSchema,
} from '../../profile/live/schemas.ts';
import type { AudienceDesk } from '../audience-desk.ts';

const read = { scope: 'people:read' } as const;
const tags = ['audiences'];
const nameSchema = z.string().min(1).max(100);
const params = z.object({ name: nameSchema });

/** Audiences: who is in them and why, how many a condition would have, what they share, and their way out. */
export const audienceRoutes =
  ({
    desk,
    startSending,
  }: {
    readonly desk: AudienceDesk;
    readonly startSending: (name: string, asked: SendAsked, by: string) => Promise<Job>;
  }): Routes =>
  (app) => {
    app.get(
      '/api/audiences',
      {
        config: read,
        schema: {
          tags,
          summary: 'All audiences with their sizes and last changes',
          response: { 200: audiencesAnswerSchema },
        },
      },
      () => desk.list(),
    );
    app.post(
      '/api/audiences/preview',
      {
        // asked at every keystroke, and it changes nothing
        config: { ...read, audit: false },
        schema: {
          tags,
          summary: 'How many people a condition holds for: an estimate from some of them, or exactly',
          description:
            'Nothing is kept. Ask without `exact` first for an estimate with its 95 % interval. A condition that is wrong is refused with the place; names that no definition knows are warnings.',
          body: previewAskedSchema,
          response: { 200: previewToldSchema },
        },
      },
      ({ body }) => desk.preview(body.condition, body.exact),
    );
    app.get(
      '/api/audiences/overlap',
      {
        config: read,
        schema: {
          tags,
          summary: 'How many are in each combination of up to eight audiences',
          querystring: z.object({ names: z.string().max(1000) }),
          response: { 200: overlapAnswerSchema },
        },
      },
      ({ query }) => {
        const names = [...new Set(query.names.split(',').filter((name) => name !== ''))];
        if (names.length < 2 || names.length > 8)
          throw problem('invalid_input', {
            detail: 'two to eight names, separated by commas',
            detailZh: '请用逗号分隔 2 到 8 个人群',
            field: 'names',
          });
        return desk.overlap(names);
      },
    );
    app.get(
      '/api/audiences/:name',
      { config: read, schema: { tags, summary: 'One audience', params, response: { 200: audienceAnswerSchema } } },
      (request) => desk.one(request.params.name),
    );
    app.get(
      '/api/audiences/:name/history',
      {
        config: read,
        schema: {
          tags,
          summary: 'How an audience’s size changed, and who came and went by day',
          params,
          querystring: z.object({ days: z.coerce.number().int().min(1).max(400).default(30) }),
          response: { 200: audienceHistoryAnswerSchema },
        },
      },
      (request) => desk.history(request.params.name, request.query.days),
    );
    app.get(
      '/api/audiences/:name/sample',
      {
        config: read,
        schema: {
          tags,
          summary: 'Some of an audience’s people, each with why',
          params,
          querystring: z.object({
            limit: z.coerce.number().int().min(1).max(50).default(10),
            /** Another number, other people. */
            draw: z.coerce.number().int().min(0).max(1_000_000).default(0),
          }),
          response: { 200: audienceSampleAnswerSchema },
        },
      },
      (request) => desk.sample(request.params.name, request.query),
    );
    app.post(
      '/api/audiences/:name/freeze',
      {
        config: { scope: 'documents:write' },
        schema: {
          tags,
          summary: 'Keep the people who are in it now as a list',
          params,
          body: freezeAskedSchema,
          response: { 201: freezeSchema },
        },
      },
      async (request, reply) => {
        const { name: title } = request.body;
        const frozen = await desk.freeze(request.params.name, { title, by: actorOf(request).name });
        return reply.code(201).send({ ...frozen, frozenAt: frozen.frozenAt.toISOString() });
      },
    );
    app.post(
      '/api/audiences/:name/export',
      {
        config: { scope: 'people:export' },
        schema: {
          tags,
          summary: 'An audience’s people as CSV, of those who have agreed; small groups are refused',
          params,
          body: exportAskedSchema,
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        mayHave(request.body.personal, actor.scopes);
        const { header, rows } = await desk.export(request.params.name, request.body, actor.name);
        return reply
          .header('content-type', 'text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${encodeURIComponent(request.params.name)}.csv"`)
          .send(Readable.from(csvOf(header, rows)));
      },
    );
    app.post(
      '/api/audiences/:name/send',
      {
        config: { scope: 'people:export' },
        schema: {
          tags,
          summary: 'An audience’s people to a webhook channel, signed; see docs/audiences.md',
          params,
          body: sendAskedSchema,
          response: { 202: z.object({ job: jobSchema }) },
        },
      },
      async (request, reply) => {
        const actor = actorOf(request);
        mayHave(request.body.personal, actor.scopes);
        await desk.one(request.params.name);
        return reply.code(202).send({ job: await startSending(request.params.name, request.body, actor.name) });
      },
    );
    app.get(
      '/api/people/:profileId/audiences',
      {
        config: read,
        schema: {
          tags,
          summary: 'The audiences a person is in, and since when',
          params: z.object({ profileId: profileIdSchema }),
          response: { 200: personAudiencesAnswerSchema },
        },
      },
      (request) => desk.ofPerson(request.params.profileId),
    );
  };

/** With the mark that makes spreadsheets read it as UTF-8. */
export async function* csvOf(
  header: readonly string[],
  rows: AsyncIterable<readonly ExportRow[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${header.map(csvCell).join(',')}\r\n`;
  for await (const some of rows)
    yield some
      .map(({ profileId, ids, features }) => `${[profileId, ...ids, ...features].map(csvCell).join(',')}\r\n`)
      .join('');
}

/** @throws GyreError `forbidden`: readable identifiers are the owner's to give */
const mayHave = (personal: ExportAsked['personal'], scopes: readonly string[]): void => {
  if (personal === 'clear' && !scopes.includes('admin'))
    throw problem('forbidden', {
      field: 'personal',
      detail: 'Readable identifiers need the scope admin.',
      detailZh: '导出明文标识需要 admin 权限。',
    });
};
