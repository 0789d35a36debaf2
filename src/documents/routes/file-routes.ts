import { z } from 'zod';
import type { HttpServer } from '#platform/http/http-server.ts';
import { documentLimits } from '../document-limits.ts';
import { applyAnswerSchema, applySchema } from '../schemas.ts';
import { applyDocuments } from '../yaml/apply.ts';
import { exportYaml } from '../yaml/export-yaml.ts';
import { parseYaml } from '../yaml/parse-yaml.ts';
import { authorOf } from './author.ts';
import type { DocumentRouteDeps } from './deps.ts';

/** Documents as files: in and out. */
export const fileRoutes = (server: HttpServer, { store, registry }: DocumentRouteDeps): void => {
  server.post(
    '/api/apply',
    {
      config: { scope: 'documents:write' },
      // JSON escapes may double the YAML
      bodyLimit: 2 * documentLimits.yamlBytes,
      schema: {
        summary: 'Put the documents of a YAML text in force: all of them, or none when one has an error',
        body: applySchema,
        response: { 200: applyAnswerSchema, 422: applyAnswerSchema },
      },
    },
    async (request, reply) => {
      const { yaml, file, dryRun } = request.body;
      const { documents, problems } = parseYaml(yaml, file);
      // with a broken part the rest is still checked, so that one round of mending is enough
      const result = await applyDocuments(store, documents, {
        dryRun: dryRun || problems.length > 0,
        author: authorOf(request),
      });
      const sound = problems.length === 0 && result.documents.every(({ outcome }) => outcome !== 'problem');
      return reply.code(sound || dryRun ? 200 : 422).send({
        applied: result.applied,
        documents: result.documents.map((document) => ({ ...document, problems: [...document.problems] })),
        problems: [...problems],
      });
    },
  );
  server.get(
    '/api/export',
    {
      config: { scope: 'documents:read' },
      schema: {
        summary: 'The documents in force as YAML, in a stable order',
        querystring: z.object({ kind: z.string().max(64).optional() }),
        response: { 200: z.string() },
      },
    },
    async ({ query }, reply) => {
      const kind = query.kind === undefined ? undefined : registry.need(query.kind).kind;
      const documents = await store.listInForce(kind);
      return reply
        .type('application/yaml; charset=utf-8')
        .serializer((text: string) => text)
        .send(exportYaml(documents, registry));
    },
  );
};
