import { z } from 'zod';
import { arrivals, type EventTitles, readEvents } from '#collect';
import type { ClickHouse, Clock } from '#platform';
import type { Routes } from '#platform/http/http-server.ts';
import { arrivalsAnswerSchema, eventsAnswerSchema } from '../../collect/schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly clock: Clock;
  readonly eventTitles: () => Promise<EventTitles>;
};

/** What arrives. */
export const dataRoutes =
  ({ clickhouse, clock, eventTitles }: Deps): Routes =>
  (app) => {
    const config = { scope: 'events:read' } as const;
    app.get(
      '/api/data/arrivals',
      {
        config,
        schema: {
          tags: ['data'],
          summary: 'Events received over time, by event and by source',
          querystring: z.object({ range: z.enum(['hour', 'day', 'month', 'all']).default('day') }),
          response: { 200: arrivalsAnswerSchema },
        },
      },
      async ({ query }) => arrivals(clickhouse, query.range, clock.now(), await eventTitles()),
    );
    app.get(
      '/api/data/events',
      {
        config,
        schema: {
          tags: ['data'],
          summary: 'The latest events',
          querystring: z.object({
            name: z.string().max(200).optional(),
            before: z
              .string()
              .regex(/^\d{1,15}_[0-9a-f-]{36}$/)
              .optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
          response: { 200: eventsAnswerSchema },
        },
      },
      async ({ query }) =>
        readEvents(
          clickhouse,
          { names: query.name ? [query.name] : [], before: query.before, limit: query.limit },
          await eventTitles(),
        ),
    );
  };
