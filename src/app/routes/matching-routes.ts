import { z } from 'zod';
import type { Matching } from '#identify';
import { problem } from '#platform';
import type { Routes } from '#platform/http/http-server.ts';
import {
  decidePairSchema,
  matchModelAnswerSchema,
  matchPairsAnswerSchema,
  matchRulesAnswerSchema,
} from '../../identify/matching/schemas.ts';
import { type Job, jobSchema } from '../../platform/schemas.ts';

type Deps = {
  readonly matching: Matching;
  readonly startRun: (rule: string) => Promise<Job>;
  /** The latest run of each rule, by its name. */
  readonly jobs: () => Promise<ReadonlyMap<string, Job>>;
};

const nameParams = z.object({ name: z.string().max(64) });
const read = { scope: 'people:read' } as const;
const change = { scope: 'documents:write' } as const;
const tags = ['people'];
const cursor = /^(-?\d+(?:\.\d+)?(?:e[-+]?\d+)?)_(\d{1,20})_(\d{1,20})$/;

export const matchingRoutes =
  ({ matching, startRun, jobs }: Deps): Routes =>
  (app) => {
    app.get(
      '/api/matching',
      { config: read, schema: { tags, summary: 'Match rules in force', response: { 200: matchRulesAnswerSchema } } },
      async () => {
        const known = await jobs();
        return { rules: (await matching.rules()).map((rule) => ({ ...rule, job: known.get(rule.name) ?? null })) };
      },
    );
    app.get(
      '/api/matching/:name',
      {
        config: read,
        schema: {
          tags,
          summary: 'What a match rule has learned, and what each threshold would mean',
          params: nameParams,
          response: { 200: matchModelAnswerSchema },
        },
      },
      async ({ params: { name } }) => {
        const [model, known] = await Promise.all([matching.model(name), jobs()]);
        const rule = (await matching.rules()).find((each) => each.name === name);
        if (rule === undefined)
          throw problem('not_found', {
            detail: `published MatchRule "${name}"`,
            detailZh: `已发布的匹配规则「${name}」`,
          });
        return { ...model, rule: { ...rule, job: known.get(name) ?? null } };
      },
    );
    app.post(
      '/api/matching/:name/run',
      {
        config: change,
        schema: {
          tags,
          summary: 'Look for people who are one',
          params: nameParams,
          response: { 202: z.object({ job: jobSchema }) },
        },
      },
      async ({ params: { name } }, reply) => reply.code(202).send({ job: await startRun(name) }),
    );
    app.get(
      '/api/matching/:name/pairs',
      {
        config: read,
        schema: {
          tags,
          summary: 'Pairs to look at, the surest first',
          params: nameParams,
          querystring: z.object({
            state: z.enum(['open', 'accepted', 'rejected', 'united']).default('open'),
            limit: z.coerce.number().int().min(1).max(100).default(20),
            after: z.string().max(100).regex(cursor).optional(),
          }),
          response: { 200: matchPairsAnswerSchema },
        },
      },
      ({ params: { name }, query: { state, limit, after } }) =>
        matching.pairs({ rule: name, states: [state], limit, after: cursorOf(after) }),
    );
    app.post(
      '/api/matching/:name/decisions',
      {
        config: change,
        schema: {
          tags,
          summary: 'Say whether two people are one; asked once',
          params: nameParams,
          body: decidePairSchema,
          response: { 200: z.object({ ok: z.literal(true) }) },
        },
      },
      async ({ params: { name }, body: { a, b, decision }, actor }) => {
        await matching.decide({ rule: name, a, b, state: decision, by: actor?.name ?? 'api' });
        return { ok: true as const };
      },
    );
  };

const cursorOf = (
  text: string | undefined,
): { readonly weight: number; readonly a: string; readonly b: string } | undefined => {
  const [, weight, a, b] = cursor.exec(text ?? '') ?? [];
  return weight === undefined || a === undefined || b === undefined ? undefined : { weight: Number(weight), a, b };
};
