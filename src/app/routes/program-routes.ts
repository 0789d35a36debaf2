import { z } from 'zod';
import type { Routes } from '#platform/http/http-server.ts';
import type { DecisionFilter, ProgramReader } from '#loop';
import {
  decisionsAnswerSchema,
  type DecisionsAnswer,
  programAnswerSchema,
  programsAnswerSchema,
  roundAnswerSchema,
} from '../../loop/schemas.ts';
import { type Job, jobSchema, jobsAnswerSchema } from '../../platform/schemas.ts';

type Deps = {
  readonly programs: ProgramReader;
  readonly decisions: (filter: DecisionFilter) => Promise<DecisionsAnswer>;
  /** Starts the next round, or takes up the open one. */
  readonly startRound: (program: string) => Promise<Job>;
  readonly jobs: () => Promise<readonly Job[]>;
};

const nameParams = z.object({ name: z.string().max(64) });
const roundParams = nameParams.extend({ round: z.coerce.number().int().min(1).max(1_000_000) });
const config = { scope: 'programs:read' } as const;

export const programRoutes =
  ({ programs, decisions, startRound, jobs }: Deps): Routes =>
  (app) => {
    app.get(
      '/api/programs',
      { config, schema: { tags: ['programs'], summary: 'All programs', response: { 200: programsAnswerSchema } } },
      () => programs.list(),
    );
    app.get(
      '/api/programs/:name',
      {
        config,
        schema: {
          tags: ['programs'],
          summary: 'One program with its rounds',
          params: nameParams,
          response: { 200: programAnswerSchema },
        },
      },
      (request) => programs.one(request.params.name),
    );
    app.post(
      '/api/programs/:name/rounds',
      {
        config: { scope: 'programs:run' },
        schema: {
          tags: ['programs'],
          summary: 'Run the next round',
          params: nameParams,
          response: { 202: z.object({ job: jobSchema }) },
        },
      },
      async (request, reply) => reply.code(202).send({ job: await startRound(request.params.name) }),
    );
    app.get(
      '/api/programs/:name/rounds/:round',
      {
        config,
        schema: { tags: ['programs'], summary: 'One round', params: roundParams, response: { 200: roundAnswerSchema } },
      },
      (request) => programs.round(request.params.name, request.params.round),
    );
    app.get(
      '/api/programs/:name/rounds/:round/decisions',
      {
        config,
        schema: {
          tags: ['programs'],
          summary: 'The decisions of a round, with candidates and reasons',
          params: roundParams,
          querystring: z.object({
            group: z.enum(['holdout', 'random', 'rule', 'model']).optional(),
            offer: z.string().max(64).optional(),
            profileId: z
              .string()
              .regex(/^\d{1,20}$/)
              .optional(),
            after: z.uuid().optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
          response: { 200: decisionsAnswerSchema },
        },
      },
      ({ params, query }) =>
        decisions({
          program: params.name,
          round: params.round,
          group: query.group,
          offer: query.offer,
          ...(query.profileId === undefined ? {} : { keys: [query.profileId] }),
          after: query.after,
          limit: query.limit,
        }),
    );
    app.get(
      '/api/jobs',
      {
        config,
        schema: { tags: ['programs'], summary: 'Long work, running and recent', response: { 200: jobsAnswerSchema } },
      },
      async () => ({
        jobs: [...(await jobs())],
      }),
    );
  };
