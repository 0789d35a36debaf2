import { z } from 'zod';
import type { PlanDesk } from '#collect';
import type { Routes } from '#platform/http/http-server.ts';
import {
  draftAnswerSchema,
  draftAskSchema,
  planAnswerSchema,
  planEventAnswerSchema,
  tryPlanAnswerSchema,
  tryPlanAskSchema,
} from '../../collect/plan/schemas.ts';

/** The tracking plan beside what arrives. Definitions themselves are documents: /api/documents/EventDefinition. */
export const planRoutes =
  ({ desk }: { readonly desk: PlanDesk }): Routes =>
  (app) => {
    const read = { scope: 'events:read' } as const;
    const tags = ['data'];
    app.get(
      '/api/data/plan',
      {
        config: read,
        schema: { tags, summary: 'Events defined and events discovered', response: { 200: planAnswerSchema } },
      },
      () => desk.list(),
    );
    app.get(
      '/api/data/plan/events/:name',
      {
        config: read,
        schema: {
          tags,
          summary: 'One event: what the plan says, what arrives, what breaks it',
          params: z.object({ name: z.string().min(1).max(200) }),
          response: { 200: planEventAnswerSchema },
        },
      },
      ({ params }) => desk.event(params.name),
    );
    app.post(
      '/api/data/plan/try',
      {
        config: read,
        schema: {
          tags,
          summary: 'What a definition would have done to the events of the last days; changes nothing',
          body: tryPlanAskSchema,
          response: { 200: tryPlanAnswerSchema },
        },
      },
      ({ body }) => desk.tryOn(body),
    );
    app.post(
      '/api/data/plan/draft',
      {
        config: { scope: 'documents:write' },
        schema: {
          tags,
          summary: 'Draft a definition from what was seen, or add seen properties to it',
          body: draftAskSchema,
          response: { 200: draftAnswerSchema },
        },
      },
      ({ body, actor }) => desk.draft(body, actor?.name ?? null),
    );
  };
