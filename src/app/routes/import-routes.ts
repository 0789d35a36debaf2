import { Readable, Transform } from 'node:stream';
import { z } from 'zod';
import { type ImportRun, type Imports, parseMapping, runAnswer } from '#collect';
import { problem, silentProgress } from '#platform';
import type { Routes } from '#platform/http/http-server.ts';
import { actorOf } from '#platform/http/access.ts';
import {
  importPreviewSchema,
  importRunSchema,
  importsAnswerSchema,
  type StagedAnswer,
  stagedAnswerSchema,
} from '../../collect/import/schemas.ts';
import { type Job, jobSchema } from '../../platform/schemas.ts';

type Deps = {
  readonly imports: Imports;
  /** Writes a run that has been read, in the background. */
  readonly startWriting: (id: string) => Promise<Job>;
  /** Imports what a mapping's `from` names, in the background. */
  readonly startSource: (mapping: string) => Promise<Job>;
};

/** Larger files belong into a folder of the server, or behind a URL. */
const maxUploadBytes = 4 * 2 ** 30;

const readingSchema = z.object({
  format: z.enum(['csv', 'jsonl', 'parquet']).optional(),
  delimiter: z.string().length(1).default(','),
  encoding: z.enum(['utf-8', 'gbk', 'latin1']).default('utf-8'),
});
const idParams = z.object({ id: z.uuid() });
const mappingBody = z.object({ mapping: z.string().min(1).max(100_000) });
const read = { scope: 'events:read' } as const;
const write = { scope: 'events:write' } as const;

/** Imports: a file is read first, then its mapping is tried, then it is written in the background. */
export const importRoutes =
  ({ imports, startWriting, startSource }: Deps): Routes =>
  (app) => {
    // an upload is passed on as it comes and never held whole
    app.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));

    const staged = async (run: ImportRun): Promise<StagedAnswer> => ({
      import: runAnswer(run),
      ...(await imports.columns(run.id)),
    });
    const schema = (summary: string) => ({ tags: ['imports'], summary });

    app.get(
      '/api/data/imports',
      { config: read, schema: { ...schema('The latest imports'), response: { 200: importsAnswerSchema } } },
      async () => ({ imports: (await imports.store.latest(100)).map(runAnswer) }),
    );
    app.post(
      '/api/data/imports/upload',
      {
        config: write,
        bodyLimit: maxUploadBytes,
        schema: {
          ...schema('Read a file (its bytes are the body); it waits for a mapping'),
          querystring: readingSchema.extend({ name: z.string().min(1).max(200) }),
          response: { 200: stagedAnswerSchema },
        },
      },
      async (request) => {
        const { name, ...reading } = request.query;
        if (!(request.body instanceof Readable))
          throw problem('invalid_input', {
            field: 'body',
            detail: 'send the file as application/octet-stream',
            detailZh: '请以 application/octet-stream 发送文件',
          });
        const body = request.body.pipe(limited(maxUploadBytes));
        const part = { name, sizeBytes: undefined, version: name, open: async () => body };
        const source = { title: name, parts: [part], reached: () => undefined };
        const byWhom = actorOf(request).id;
        return staged(await imports.read({ source, reading, byWhom, progress: silentProgress() }));
      },
    );
    app.post(
      '/api/data/imports/url',
      {
        config: write,
        schema: {
          ...schema('Read a file from a URL on the allow-list; it waits for a mapping'),
          body: readingSchema.extend({ url: z.url().max(2000) }),
          response: { 200: stagedAnswerSchema },
        },
      },
      async (request) => {
        const { url, ...reading } = request.body;
        const source = await imports.open({ url }, { files: false });
        return staged(await imports.read({ source, reading, byWhom: actorOf(request).id, progress: silentProgress() }));
      },
    );
    app.post(
      '/api/data/imports/source',
      {
        config: write,
        schema: {
          ...schema('Import what a published mapping’s `from` names'),
          body: z.object({ mapping: z.string().max(64) }),
          response: { 202: z.object({ job: jobSchema }) },
        },
      },
      async (request, reply) => reply.code(202).send({ job: await startSource(request.body.mapping) }),
    );
    app.get(
      '/api/data/imports/:id',
      {
        config: write,
        schema: { ...schema('An import with its columns'), params: idParams, response: { 200: stagedAnswerSchema } },
      },
      async ({ params }) => staged(await known(imports, params.id)),
    );
    app.post(
      '/api/data/imports/:id/preview',
      {
        config: write,
        schema: {
          ...schema('What writing with this mapping would do; changes nothing'),
          params: idParams,
          body: mappingBody,
          response: { 200: importPreviewSchema },
        },
      },
      ({ params, body }) => imports.preview(params.id, parseMapping(body.mapping)),
    );
    app.post(
      '/api/data/imports/:id/start',
      {
        config: write,
        schema: {
          ...schema('Write it to the log with this mapping, in the background'),
          params: idParams,
          body: mappingBody,
          response: { 202: z.object({ job: jobSchema }) },
        },
      },
      async ({ params, body }, reply) => {
        await imports.prepare(params.id, parseMapping(body.mapping));
        return reply.code(202).send({ job: await startWriting(params.id) });
      },
    );
    app.delete(
      '/api/data/imports/:id',
      {
        config: write,
        schema: {
          ...schema('Give up an unfinished import'),
          params: idParams,
          response: { 200: z.object({ import: importRunSchema }) },
        },
      },
      async ({ params }) => {
        await imports.discard(params.id);
        return { import: runAnswer(await known(imports, params.id)) };
      },
    );
  };

const known = async (imports: Imports, id: string): Promise<ImportRun> => {
  const run = await imports.store.find(id);
  if (run === undefined) throw problem('not_found', { detail: `import ${id}`, detailZh: `导入任务 ${id}` });
  return run;
};

const limited = (maxBytes: number): Transform => {
  let bytes = 0;
  return new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      bytes += chunk.length;
      if (bytes > maxBytes)
        done(
          problem('payload_too_large', { detail: 'an upload holds 4 GiB at most', detailZh: '上传文件不超过 4 GiB' }),
        );
      else done(null, chunk);
    },
  });
};
