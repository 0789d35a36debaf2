import { z } from 'zod';
import type { QuarantineDesk } from '#collect';
import type { Routes } from '#platform/http/http-server.ts';
import {
  previewAnswerSchema,
  previewAskSchema,
  quarantineAnswerSchema,
  quarantineRowsAnswerSchema,
  quarantineRunAnswerSchema,
  quarantineRunsAnswerSchema,
  quarantineStateSchema,
  type QuarantineRun,
  runAskSchema,
} from '../../collect/quarantine/schemas.ts';

type Deps = {
  readonly desk: QuarantineDesk;
  /** Puts the work of an opened run into the queue. */
  readonly start: (run: QuarantineRun) => Promise<void>;
};

const read = { scope: 'events:read' } as const;
const write = { scope: 'events:write' } as const;

/** What broke on arrival: to see, to mend, to send on, to put away. */
export const quarantineRoutes =
  ({ desk, start }: Deps): Routes =>
  (app) => {
    const tags = ['data'];
    app.get(
      '/api/data/quarantine',
      {
        config: read,
        schema: {
          tags,
          summary: 'Rows set aside, by source, reason and event',
          querystring: z.object({ state: quarantineStateSchema.default('open') }),
          response: { 200: quarantineAnswerSchema },
        },
      },
      ({ query }) => desk.groups(query.state),
    );
    app.get(
      '/api/data/quarantine/rows',
      {
        config: read,
        schema: {
          tags,
          summary: 'The rows of one group, whole',
          querystring: z.object({
            source: z.string().max(100),
            reason: z.string().max(200),
            name: z.string().max(200).optional(),
            state: quarantineStateSchema.default('open'),
            after: z.uuid().optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
          response: { 200: quarantineRowsAnswerSchema },
        },
      },
      ({ query }) => desk.rows(query),
    );
    app.post(
      '/api/data/quarantine/preview',
      {
        config: read,
        schema: {
          tags,
          summary: 'What a mend would do to a group; changes nothing',
          body: previewAskSchema,
          response: { 200: previewAnswerSchema },
        },
      },
      ({ body }) => desk.preview(body),
    );
    app.get(
      '/api/data/quarantine/runs',
      {
        config: read,
        schema: {
          tags,
          summary: 'What was done to quarantined rows, the latest first',
          querystring: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }),
          response: { 200: quarantineRunsAnswerSchema },
        },
      },
      async ({ query }) => ({ runs: [...(await desk.runs(query.limit))] }),
    );
    app.get(
      '/api/data/quarantine/runs/:id',
      {
        config: read,
        schema: {
          tags,
          summary: 'One run and how far it is',
          params: z.object({ id: z.uuid() }),
          response: { 200: quarantineRunAnswerSchema },
        },
      },
      async ({ params }) => ({ run: await desk.run(params.id) }),
    );
    app.post(
      '/api/data/quarantine/runs',
      {
        config: write,
        schema: {
          tags,
          summary: 'Replay a group, mended or as it is; put it away; take it up again',
          body: runAskSchema,
          response: { 200: quarantineRunAnswerSchema },
        },
      },
      async ({ body, actor }) => {
        const run = await desk.open(body, actor?.name ?? null);
        await start(run);
        return { run };
      },
    );
  };
