import { z } from 'zod';
import { type EventTitles, type Pseudonymizer, readEvents } from '#collect';
import { type ClickHouse, problem } from '#platform';
import type { Routes } from '#platform/http/http-server.ts';
import { findProfiles, keysOfProfile, latestProfiles, peopleRows } from '#profile';
import { eventsAnswerSchema } from '../../collect/schemas.ts';
import { decisionsAnswerSchema, type DecisionsAnswer } from '../../loop/schemas.ts';
import { profileIdSchema } from '../../platform/schemas.ts';
import { peopleAnswerSchema, type PersonAnswer, personAnswerSchema } from '../../profile/schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly pseudonymizer: Pseudonymizer;
  readonly eventTitles: () => Promise<EventTitles>;
  readonly person: (profileId: string) => Promise<PersonAnswer>;
  readonly decisions: (filter: {
    readonly keys: readonly string[];
    readonly limit: number;
  }) => Promise<DecisionsAnswer>;
};

const params = z.object({ profileId: profileIdSchema });
const config = { scope: 'people:read' } as const;

export const peopleRoutes =
  ({ clickhouse, pseudonymizer, eventTitles, person, decisions }: Deps): Routes =>
  (app) => {
    /** A OneID that went into another leads to that one. */
    const current = async (profileId: string): Promise<string> => {
      const [found] = await findProfiles(clickhouse, profileId, pseudonymizer);
      if (found === undefined) throw problem('not_found', { detail: `person ${profileId}` });
      return found;
    };
    app.get(
      '/api/people',
      {
        config,
        schema: {
          tags: ['people'],
          summary: 'Find people by any identifier; without a query, those seen last',
          querystring: z.object({
            query: z.string().max(256).default(''),
            limit: z.coerce.number().int().min(1).max(100).default(30),
          }),
          response: { 200: peopleAnswerSchema },
        },
      },
      async ({ query: { query, limit } }) => {
        const profiles =
          query.trim() === ''
            ? await latestProfiles(clickhouse, limit)
            : await findProfiles(clickhouse, query, pseudonymizer);
        const people = await peopleRows(clickhouse, profiles.slice(0, limit));
        return { people, total: profiles.length };
      },
    );
    app.get(
      '/api/people/:profileId',
      { config, schema: { tags: ['people'], summary: 'One person', params, response: { 200: personAnswerSchema } } },
      async (request) => person(await current(request.params.profileId)),
    );
    app.get(
      '/api/people/:profileId/timeline',
      {
        config,
        schema: {
          tags: ['people'],
          summary: 'What happened to one person, the latest first',
          params,
          querystring: z.object({
            before: z
              .string()
              .regex(/^\d{1,15}_[0-9a-f-]{36}$/)
              .optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            names: z.string().max(2000).default(''),
          }),
          response: { 200: eventsAnswerSchema },
        },
      },
      async (request) => {
        const { before, limit, names } = request.query;
        const profileId = await current(request.params.profileId);
        const keys = await keysOfProfile(clickhouse, profileId);
        return readEvents(
          clickhouse,
          { keys, profileId, names: names.split(',').filter((name) => name !== ''), before, limit },
          await eventTitles(),
        );
      },
    );
    app.get(
      '/api/people/:profileId/decisions',
      {
        config,
        schema: {
          tags: ['people'],
          summary: 'What was decided about one person, and why',
          params,
          response: { 200: decisionsAnswerSchema },
        },
      },
      async (request) =>
        decisions({ keys: await keysOfProfile(clickhouse, await current(request.params.profileId)), limit: 50 }),
    );
  };
