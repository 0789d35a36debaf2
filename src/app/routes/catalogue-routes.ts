import { z } from 'zod';
import type { Routes } from '#platform/http/http-server.ts';
import {
  cataloguesAnswerSchema,
  entriesAnswerSchema,
  putEntriesSchema,
  removeEntriesSchema,
} from '../../profile/catalogues/schemas.ts';
import type { CatalogueDesk } from '../catalogue-desk.ts';

const read = { scope: 'documents:read' } as const;
const write = { scope: 'documents:write' } as const;
const tags = ['catalogues'];
const params = z.object({ name: z.string().min(1).max(100) });
/** 5,000 entries with everything there may be to say of them. */
const bodyLimit = 16 * 2 ** 20;

/** Products, stores, staff: what events name by an id. */
export const catalogueRoutes =
  ({ desk }: { readonly desk: CatalogueDesk }): Routes =>
  (app) => {
    app.get(
      '/api/catalogues',
      {
        config: read,
        schema: {
          tags,
          summary: 'All catalogues and how many entries they have',
          response: { 200: cataloguesAnswerSchema },
        },
      },
      () => desk.list(),
    );
    app.get(
      '/api/catalogues/:name/entries',
      {
        config: read,
        schema: {
          tags,
          summary: 'Entries in order of their ids, found by id or any attribute',
          params,
          querystring: z.object({
            query: z.string().max(200).default(''),
            after: z.string().max(256).default(''),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
          response: { 200: entriesAnswerSchema },
        },
      },
      (request) => desk.entries(request.params.name, request.query),
    );
    app.put(
      '/v1/catalogues/:name/entries',
      {
        bodyLimit,
        config: write,
        schema: {
          tags,
          summary: 'Write entries, each replacing what stood under its id',
          description: 'All of them or, with an error in one, none. Expressions see them when this answers.',
          params,
          body: putEntriesSchema,
          response: { 200: z.object({ written: z.number() }) },
        },
      },
      async (request) => {
        await desk.put(request.params.name, request.body.entries);
        return { written: request.body.entries.length };
      },
    );
    app.delete(
      '/v1/catalogues/:name/entries',
      {
        config: write,
        schema: {
          tags,
          summary: 'Remove entries',
          params,
          body: removeEntriesSchema,
          response: { 200: z.object({ removed: z.number() }) },
        },
      },
      async (request) => {
        await desk.remove(request.params.name, request.body.ids);
        return { removed: request.body.ids.length };
      },
    );
  };
