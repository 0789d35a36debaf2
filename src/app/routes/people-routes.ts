import { z } from 'zod';
import type { EventTitles, Pseudonymizer } from '#collect';
import { type ClickHouse, GyreError, idKey, problem } from '#platform';
import type { Routes } from '#platform/http/http-server.ts';
import {
  cursorPattern,
  findProfiles,
  keysOfProfile,
  latestProfiles,
  peopleRows,
  profileAt,
  readTimeline,
} from '#profile';
import { eventsAnswerSchema } from '../../collect/schemas.ts';
import { decisionsAnswerSchema, type DecisionsAnswer } from '../../loop/schemas.ts';
import { timeSchema } from '../../platform/schemas.ts';
import { peopleAnswerSchema } from '../../profile/schemas.ts';
import type { Who } from '../person/read-person.ts';
import { type PersonAnswer, personAnswerSchema } from '../person/schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly pseudonymizer: Pseudonymizer;
  readonly eventTitles: () => Promise<EventTitles>;
  readonly person: (who: Who) => Promise<PersonAnswer>;
  readonly decisions: (filter: {
    readonly keys: readonly string[];
    readonly limit: number;
  }) => Promise<DecisionsAnswer>;
};

/** A OneID, or any identifier as `type:value` in any spelling. */
const params = z.object({ person: z.string().max(340) });
const readable = /^(\d{1,20}|[a-z][\w@.-]{0,80}:.{1,256})$/su;
/** In words: a pattern tells nobody what to write. Without the text itself, which may be somebody's phone number. */
const assertReadable = (person: string): void => {
  if (!readable.test(person))
    throw problem('invalid_input', {
      field: 'person',
      detail: 'name a person by OneID (digits) or by an identifier with its type, such as user_id:u-1001',
      detailZh: '请用 OneID（数字）或带类型的标识指明客户，例如 user_id:u-1001',
    });
};
/** `a,b` → ['a', 'b'] */
const listSchema = z
  .string()
  .max(2000)
  .default('')
  .transform((text) => text.split(',').filter((each) => each !== ''));
const config = { scope: 'people:read' } as const;

export const peopleRoutes =
  ({ clickhouse, pseudonymizer, eventTitles, person, decisions }: Deps): Routes =>
  (app) => {
    /** A OneID that went into another leads to that one. */
    const current = async (id: string): Promise<string> => {
      assertReadable(id);
      const found = await profileAt(clickhouse, id, pseudonymizer);
      // without the value: it may be somebody's phone number, and this text ends in a log
      if (found === undefined)
        throw problem('not_found', {
          detail: `person ${id.replace(/:.*/su, ':…')}`,
          detailZh: `客户 ${id.replace(/:.*/su, ':…')}`,
        });
      return found;
    };
    const keyOf = (id: string): string => {
      const [, type, value = ''] = /^([a-z][\w@.-]*):(.+)$/su.exec(id) ?? [];
      if (type !== undefined) return idKey(type, pseudonymizer.stored(type, value)).toString();
      // nobody has the key 0
      return BigInt(id) < 2n ** 64n ? id : '0';
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
      '/api/people/:person',
      {
        config,
        schema: {
          tags: ['people'],
          summary: 'One person, by OneID or any identifier (type:value), in one answer',
          params,
          response: { 200: personAnswerSchema },
        },
      },
      async (request) => {
        const id = request.params.person;
        assertReadable(id);
        // whose it is stands in memory; an id that has no person of its own may still be an order's or an old OneID
        return person({ key: keyOf(id) }).catch(async (cause: unknown) => {
          if (cause instanceof GyreError && cause.code === 'not_found') return person({ profileId: await current(id) });
          throw cause;
        });
      },
    );
    app.get(
      '/api/people/:person/timeline',
      {
        config,
        schema: {
          tags: ['people'],
          summary: 'What happened to one person, the latest first',
          params,
          querystring: z.object({
            before: z.string().regex(cursorPattern).optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            names: listSchema,
            sources: listSchema,
            from: timeSchema.optional(),
            until: timeSchema.optional(),
          }),
          response: { 200: eventsAnswerSchema },
        },
      },
      async (request) => {
        const { from, until, ...filter } = request.query;
        const profileId = await current(request.params.person);
        const keys = await keysOfProfile(clickhouse, profileId);
        const period = {
          ...(from === undefined ? {} : { from: new Date(from) }),
          ...(until === undefined ? {} : { until: new Date(until) }),
        };
        return readTimeline(clickhouse, { profileId, keys }, { ...filter, ...period }, await eventTitles());
      },
    );
    app.get(
      '/api/people/:person/decisions',
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
        decisions({ keys: await keysOfProfile(clickhouse, await current(request.params.person)), limit: 50 }),
    );
  };
