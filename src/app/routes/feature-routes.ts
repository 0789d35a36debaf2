import { z } from 'zod';
import type { Clock } from '#platform';
import { problem } from '#platform';
import type { Routes } from '#platform/http/http-server.ts';
import type { Job } from '../../platform/schemas.ts';
import { jobSchema, timeSchema } from '../../platform/schemas.ts';
import {
  featureAnswerSchema,
  featurePeopleAnswerSchema,
  featuresAnswerSchema,
} from '../../profile/feature-catalogue/schemas.ts';
import type { FeatureDesk } from '../feature-desk.ts';
import { snapshotsKept } from '../feature-desk.ts';

type Deps = {
  readonly desk: FeatureDesk;
  readonly clock: Clock;
  readonly job: () => Promise<Job | undefined>;
  readonly start: (asked: { readonly asOf: Date; readonly keep: number }) => Promise<Job>;
};

const read = { scope: 'people:read' } as const;
const change = { scope: 'documents:write' } as const;
const tags = ['features'];
const params = z.object({ name: z.string().regex(/^[a-z0-9][a-z0-9_.-]{0,63}$/) });

/** The catalogue of features: what each says, how it is spread, how it moves, who uses it. */
export const featureRoutes =
  ({ desk, clock, job, start }: Deps): Routes =>
  (app) => {
    app.get(
      '/api/features',
      {
        config: read,
        schema: {
          tags,
          summary: 'All published features with their figures in the latest snapshot',
          response: { 200: featuresAnswerSchema },
        },
      },
      async () => ({ ...(await desk.list()), job: (await job()) ?? null }),
    );
    app.get(
      '/api/features/:name',
      {
        config: read,
        schema: {
          tags,
          summary:
            'One feature: distribution, history, drift against the snapshot before and since models were trained',
          params,
          response: { 200: featureAnswerSchema },
        },
      },
      (request) => desk.one(request.params.name),
    );
    app.get(
      '/api/features/:name/people',
      {
        config: read,
        schema: {
          tags,
          summary: 'Some of the people whose value lies in a range',
          params,
          querystring: z.object({
            from: z.coerce.number().optional(),
            until: z.coerce.number().optional(),
            missing: z.stringbool().default(false),
            limit: z.coerce.number().int().min(1).max(50).default(10),
          }),
          response: { 200: featurePeopleAnswerSchema },
        },
      },
      (request) => desk.people(request.params.name, request.query),
    );
    app.post(
      '/api/features/snapshots',
      {
        config: change,
        schema: {
          tags,
          summary: 'Take a snapshot of all features of everybody, as of now or a past time; a repeat replaces it',
          body: z.strictObject({
            asOf: timeSchema.optional(),
            /** Of the catalogue's snapshots as many stay, the latest. */
            keep: z.number().int().min(2).max(200).default(snapshotsKept),
          }),
          response: { 200: z.object({ job: jobSchema }) },
        },
      },
      async ({ body: { asOf, keep } }) => {
        const at = snapshotTime(asOf === undefined ? undefined : new Date(asOf), clock.now());
        return { job: await start({ asOf: at, keep }) };
      },
    );
  };

/** Now means the minute that has begun: asked twice, it is the same snapshot. @throws GyreError `invalid_input` */
export const snapshotTime = (asOf: Date | undefined, now: Date): Date => {
  if (asOf === undefined) return new Date(Math.floor(now.getTime() / 60_000) * 60_000);
  if (asOf > now)
    throw problem('invalid_input', {
      field: 'asOf',
      detail: 'a snapshot is about the past: asOf lies in the future',
      detailZh: '快照只能针对过去：asOf 在未来',
    });
  return asOf;
};
