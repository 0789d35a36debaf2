import { z } from 'zod';
import { readBias, readCoverage, readPropertyFill } from '#collect';
import type { ClickHouse, Clock } from '#platform';
import type { Routes } from '#platform/http/http-server.ts';
import {
  biasAnswerSchema,
  coverageAnswerSchema,
  propertyFillSchema,
  type QualityAnswer,
  qualityAnswerSchema,
} from '../../collect/quality/schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly clock: Clock;
  readonly quality: () => Promise<QualityAnswer>;
};

const sourceSchema = z.string().min(1).max(100);
const knownSchema = z.object({
  event: z.string().min(1).max(200).default('order_paid'),
  days: z.coerce.number().int().min(1).max(365).default(30),
});

/** The state of the data: health, coverage, bias. */
export const qualityRoutes =
  ({ clickhouse, clock, quality }: Deps): Routes =>
  (app) => {
    const config = { scope: 'events:read' } as const;
    app.get(
      '/api/data/quality',
      {
        config,
        schema: {
          tags: ['data'],
          summary: 'Health by source and event, and alerts',
          response: { 200: qualityAnswerSchema },
        },
      },
      () => quality(),
    );
    app.get(
      '/api/data/quality/properties',
      {
        config,
        schema: {
          tags: ['data'],
          summary: 'How often each property of an event is missing, and its types',
          querystring: z.object({ source: sourceSchema, event: z.string().min(1).max(200) }),
          response: { 200: propertyFillSchema },
        },
      },
      ({ query }) => readPropertyFill({ clickhouse, clock }, query),
    );
    app.get(
      '/api/data/coverage',
      {
        config,
        schema: {
          tags: ['data'],
          summary: 'Which share of the known customers and orders each source sees',
          querystring: knownSchema,
          response: { 200: coverageAnswerSchema },
        },
      },
      ({ query }) => readCoverage({ clickhouse, clock }, query),
    );
    app.get(
      '/api/data/bias',
      {
        config,
        schema: {
          tags: ['data'],
          summary: 'How the customers a source sees differ from all known ones (population stability index)',
          querystring: knownSchema.extend({ source: sourceSchema, seenBy: z.string().min(1).max(200).optional() }),
          response: { 200: biasAnswerSchema },
        },
      },
      ({ query }) => readBias({ clickhouse, clock }, { ...query, seenBy: query.seenBy }),
    );
  };
