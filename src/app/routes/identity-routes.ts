import { z } from 'zod';
import type { Pseudonymizer } from '#collect';
import { type IdentityDesk, readChanges, readHealth } from '#identify';
import { type ClickHouse, type Postgres, problem } from '#platform';
import { actorOf } from '#platform/http/access.ts';
import type { Routes } from '#platform/http/http-server.ts';
import { keysOfProfile, profileAt } from '#profile';
import {
  decideIdentitySchema,
  identityAnswerSchema,
  identityChangesAnswerSchema,
  identityHealthSchema,
  identityPreviewSchema,
} from '../../identify/schemas.ts';
import { profileIdSchema } from '../../platform/schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly pseudonymizer: Pseudonymizer;
  readonly desk: IdentityDesk;
};

const read = { scope: 'people:read' } as const;
const change = { scope: 'documents:write' } as const;
const tags = ['people'];
const healthForMs = 5_000;

/** Who is who, why, and how to undo it. */
export const identityRoutes = ({ clickhouse, postgres, pseudonymizer, desk }: Deps): Routes => {
  // over millions of people it is a second's work, and pages ask again and again
  let health: { readonly until: number; readonly answer: ReturnType<typeof readHealth> } | undefined;
  return (app) => {
    app.get(
      '/api/people/:profileId/identity',
      {
        config: read,
        schema: {
          tags,
          summary: 'Why a person is one person: identifiers, links with event, time and rule, cuts, merges',
          params: z.object({ profileId: profileIdSchema }),
          response: { 200: identityAnswerSchema },
        },
      },
      async ({ params }) => {
        const profileId = await profileAt(clickhouse, params.profileId, pseudonymizer);
        if (profileId === undefined)
          throw problem('not_found', { detail: `person ${params.profileId}`, detailZh: `客户 ${params.profileId}` });
        return desk.explain(profileId, await keysOfProfile(clickhouse, profileId));
      },
    );
    app.post(
      '/api/identity/preview',
      {
        config: read,
        schema: {
          tags,
          summary: 'Who would be who after a decision; changes nothing',
          body: decideIdentitySchema,
          response: { 200: identityPreviewSchema },
        },
      },
      (request) => desk.preview(request.body, actorOf(request).name),
    );
    app.post(
      '/api/identity/decisions',
      {
        config: change,
        schema: {
          tags,
          summary: 'Keep two identifiers apart, take one out, end such a cut, or link two by hand',
          body: decideIdentitySchema,
          response: { 200: z.object({ id: z.string().nullable() }) },
        },
      },
      (request) => desk.decide(request.body, actorOf(request).name),
    );
    app.get(
      '/api/identity/health',
      {
        config: read,
        schema: {
          tags,
          summary: 'Sizes of people, refused links, identifiers that are nobody’s, merges a day',
          response: { 200: identityHealthSchema },
        },
      },
      () => {
        if (health === undefined || health.until < performance.now()) {
          health = { until: performance.now() + healthForMs, answer: readHealth(clickhouse, postgres) };
        }
        return health.answer;
      },
    );
    app.get(
      '/api/identity/changes',
      {
        config: read,
        schema: {
          tags,
          summary: 'Merges and splits, the latest first',
          querystring: z.object({
            kind: z.enum(['merged', 'split', 'rebuilt']).optional(),
            before: z
              .string()
              .regex(/^\d{1,20}_\d{1,20}_\d{1,20}$/)
              .optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
          response: { 200: identityChangesAnswerSchema },
        },
      },
      ({ query }) => readChanges(clickhouse, query),
    );
  };
};
