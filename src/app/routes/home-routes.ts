import type { Routes } from '#platform/http/http-server.ts';
import { type HomeAnswer, homeAnswerSchema } from '../../loop/schemas.ts';

/** The first screen. */
export const homeRoutes =
  ({ home }: { readonly home: () => Promise<HomeAnswer> }): Routes =>
  (app) => {
    app.get(
      '/api/home',
      {
        config: { scope: 'programs:read' },
        schema: {
          tags: ['home'],
          summary: 'Is the loop healthy, what did it earn, what to do next',
          response: { 200: homeAnswerSchema },
        },
      },
      () => home(),
    );
  };
