import { z } from 'zod';
import { problem } from '#platform';
import type { HttpServer, Routes } from '#platform/http/http-server.ts';
import type { DocumentContent, DocumentKey } from '../document.ts';
import {
  differencesAnswerSchema,
  documentAnswerSchema,
  documentsAnswerSchema,
  documentStateSchema,
  historyAnswerSchema,
  kindsAnswerSchema,
  refusalSchema,
  saveDraftSchema,
} from '../schemas.ts';
import type { DocumentStore } from '../store/store.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import { documentAnswer, historyOf, refusal, rowOf } from './answers.ts';
import { authorOf } from './author.ts';
import type { DocumentRouteDeps } from './deps.ts';
import { fileRoutes } from './file-routes.ts';

const keySchema = z.object({ kind: z.string().max(64), name: z.string().max(128) });
const read = { scope: 'documents:read' } as const;
const write = { scope: 'documents:write' } as const;

/** One generic API for every kind of document. */
export const documentRoutes =
  (deps: DocumentRouteDeps): Routes =>
  (server) => {
    readRoutes(server, deps);
    writeRoutes(server, deps);
    fileRoutes(server, deps);
  };

const readRoutes = (server: HttpServer, { store, registry }: DocumentRouteDeps): void => {
  const need = needIn(store);
  server.get(
    '/api/kinds',
    {
      config: read,
      schema: {
        summary: 'The kinds of document, with the JSON Schema of each spec',
        response: { 200: kindsAnswerSchema },
      },
    },
    async () => {
      const documents = (await store.list()).filter(({ state }) => state !== 'archived');
      const kinds = registry.kinds.map(({ kind, plural, title, jsonSchema }) => ({
        kind,
        plural,
        title,
        documents: documents.filter((document) => document.kind === kind).length,
        schema: jsonSchema(),
      }));
      return { kinds };
    },
  );
  server.get(
    '/api/documents/:kind',
    {
      config: read,
      schema: {
        summary: 'The documents of a kind',
        params: keySchema.pick({ kind: true }),
        querystring: z.object({ state: documentStateSchema.optional() }),
        response: { 200: documentsAnswerSchema },
      },
    },
    async ({ params, query }) => {
      const { kind } = registry.need(params.kind);
      const documents = await store.list({ kind, ...(query.state ? { state: query.state } : {}) });
      return { documents: documents.map(rowOf) };
    },
  );
  server.get(
    '/api/documents/:kind/:name',
    {
      config: read,
      schema: {
        summary: 'A document, its YAML, problems and history',
        params: keySchema,
        response: { 200: documentAnswerSchema },
      },
    },
    async ({ params }, reply) => {
      const document = await need(params);
      return reply.header('etag', `"${document.revision}"`).send(await documentAnswer(store, document));
    },
  );
  server.get(
    '/api/documents/:kind/:name/history',
    {
      config: read,
      schema: { summary: 'Who changed it, when', params: keySchema, response: { 200: historyAnswerSchema } },
    },
    async ({ params }) => ({ history: await historyOf(store, await need(params)) }),
  );
  server.get(
    '/api/documents/:kind/:name/diff',
    {
      config: read,
      schema: {
        summary: 'What changed between two versions',
        params: keySchema,
        querystring: z.object({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
        response: { 200: differencesAnswerSchema },
      },
    },
    async ({ params, query }) => ({ differences: [...(await store.diff(await need(params), query.from, query.to))] }),
  );
};

const writeRoutes = (server: HttpServer, { store }: DocumentRouteDeps): void => {
  const need = needIn(store);
  server.put(
    '/api/documents/:kind/:name',
    {
      config: write,
      schema: {
        summary: 'Save the draft',
        description: 'With a revision, in the body or as If-Match, a change made in between is a 409.',
        params: keySchema,
        body: saveDraftSchema,
        response: { 200: documentAnswerSchema },
      },
    },
    async (request, reply) => {
      const { params, body } = request;
      const revision = body.revision ?? revisionOf(request.headers['if-match']);
      const options = { author: authorOf(request), ...(revision === undefined ? {} : { revision }) };
      const document = await store.saveDraft(
        'yaml' in body ? fromYaml(body.yaml, params) : { ...params, title: body.title, spec: body.spec },
        options,
      );
      return reply.header('etag', `"${document.revision}"`).send(await documentAnswer(store, document));
    },
  );
  server.post(
    '/api/documents/:kind/:name/check',
    {
      config: write,
      schema: { summary: 'Find what is wrong', params: keySchema, response: { 200: documentAnswerSchema } },
    },
    async (request) =>
      documentAnswer(store, (await store.check(request.params, { author: authorOf(request) })).document),
  );
  server.post(
    '/api/documents/:kind/:name/publish',
    {
      config: write,
      schema: {
        summary: 'Put the draft in force',
        params: keySchema,
        response: { 200: documentAnswerSchema, 422: refusalSchema },
      },
    },
    async (request, reply) => {
      const result = await store.publish([await need(request.params)], { author: authorOf(request) });
      if (result.type === 'refused') return reply.code(422).send(refusal(result.problems, request.id));
      return reply.code(200).send(await documentAnswer(store, await need(request.params)));
    },
  );
  server.post(
    '/api/documents/:kind/:name/archive',
    {
      config: write,
      schema: { summary: 'Take it out of force', params: keySchema, response: { 200: documentAnswerSchema } },
    },
    async (request) => documentAnswer(store, await store.archive(request.params, { author: authorOf(request) })),
  );
};

const needIn = (store: DocumentStore) => async (key: DocumentKey) => {
  store.registry.need(key.kind);
  const document = await store.get(key);
  if (document === undefined) throw problem('not_found', { detail: `${key.kind} "${key.name}"` });
  return document;
};

/** `"3"` or `3`; anything else is the caller's mistake. */
const revisionOf = (ifMatch: string | undefined): number | undefined => {
  if (ifMatch === undefined) return undefined;
  const [, digits] = /^(?:W\/)?"?(\d{1,9})"?$/.exec(ifMatch) ?? [];
  if (digits === undefined)
    throw problem('invalid_input', {
      detail: 'If-Match is the revision it was read at, such as "3"',
      detailZh: 'If-Match 应为读取时的修订号，如 "3"',
      field: 'if-match',
    });
  return Number(digits);
};

const fromYaml = (yaml: string, key: DocumentKey): DocumentContent => {
  const { documents, problems } = parseYaml(yaml);
  const [wrong] = problems;
  if (wrong)
    throw problem('invalid_input', {
      detail: `${wrong.line}:${wrong.column} ${wrong.message.en}`,
      detailZh: `${wrong.line}:${wrong.column} ${wrong.message.zh}`,
      field: 'yaml',
    });
  const [document, second] = documents;
  if (document === undefined || second !== undefined)
    throw problem('invalid_input', {
      detail: 'the YAML holds one document',
      detailZh: 'YAML 应恰好包含一个文档',
      field: 'yaml',
    });
  if (document.kind !== key.kind || document.name !== key.name) {
    throw problem('invalid_input', {
      detail: `the YAML is ${document.kind}/${document.name}, the address ${key.kind}/${key.name}`,
      detailZh: `YAML 中是 ${document.kind}/${document.name}，地址是 ${key.kind}/${key.name}`,
      field: 'yaml',
    });
  }
  const { kind, name, title, spec } = document;
  return { kind, name, title, spec };
};
