import type { Routes } from '#platform/http/http-server.ts';
import { type ConditionWords, conditionWordsSchema } from '../condition-words/schemas.ts';

/** What the console's builder of conditions offers for choosing. */
export const conditionRoutes =
  ({ words }: { readonly words: () => Promise<ConditionWords> }): Routes =>
  (app) => {
    app.get(
      '/api/condition-words',
      {
        config: { scope: 'events:read' },
        schema: {
          tags: ['audiences'],
          summary: 'What a condition may name: events, models and attributes of catalogues, with their words',
          response: { 200: conditionWordsSchema },
        },
      },
      () => words(),
    );
  };
