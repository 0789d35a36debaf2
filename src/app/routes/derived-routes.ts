import { z } from 'zod';
import type { Job } from '../../platform/schemas.ts';
import { jobSchema } from '../../platform/schemas.ts';
import type { Routes } from '#platform/http/http-server.ts';
import {
  type DerivedEventsAnswer,
  derivedEventsAnswerSchema,
  type DerivedPreviewAnswer,
  derivedPreviewAnswerSchema,
} from '../../collect/derived/schemas.ts';

type Deps = {
  readonly list: () => Promise<DerivedEventsAnswer>;
  /** `spec` undefined: the published rule of that name. */
  readonly preview: (name: string, spec: unknown) => Promise<DerivedPreviewAnswer>;
  readonly startBackfill: (name: string) => Promise<Job>;
};

const nameParams = z.object({ name: z.string().max(64) });

/** Derived events: what the rules have produced, what one would, and the whole log by one. */
export const derivedRoutes =
  ({ list, preview, startBackfill }: Deps): Routes =>
  (app) => {
    app.get(
      '/api/data/derived-events',
      {
        config: { scope: 'events:read' },
        schema: {
          tags: ['data'],
          summary: 'Derived events, with what they produced',
          response: { 200: derivedEventsAnswerSchema },
        },
      },
      () => list(),
    );
    app.post(
      '/api/data/derived-events/:name/preview',
      {
        config: { scope: 'events:read' },
        schema: {
          tags: ['data'],
          summary: 'How many a rule would have produced in the last 30 days',
          description: 'With `spec` a rule that is not published; nothing is written.',
          params: nameParams,
          body: z.object({ spec: z.unknown().optional() }).default({}),
          response: { 200: derivedPreviewAnswerSchema },
        },
      },
      ({ params, body }) => preview(params.name, body.spec),
    );
    app.post(
      '/api/data/derived-events/:name/backfill',
      {
        config: { scope: 'events:write' },
        schema: {
          tags: ['data'],
          summary: 'Apply the published rule to the whole log',
          params: nameParams,
          response: { 202: z.object({ job: jobSchema }) },
        },
      },
      async ({ params }, reply) => reply.code(202).send({ job: await startBackfill(params.name) }),
    );
  };
