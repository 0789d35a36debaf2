import { queryOptions, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { Catalogue } from '../../../../src/documents/expression/language.ts';
import { ApiError, ask } from '../../api/client.ts';
import { audiencesQuery } from '../audiences/audience-queries.ts';
import { tagsQuery } from '../tags/tag-queries.ts';
import { catalogueOf, choicesOf, type ConditionChoices } from './words.ts';

const freshMs = 60_000;

const conditionWordsQuery = queryOptions({
  queryKey: ['condition-words'],
  queryFn: ({ signal }) => ask('conditionWords', { path: '/api/condition-words', signal }),
  staleTime: freshMs,
});

/** One event as it is defined and seen; nothing for one that nobody has defined or sent yet. */
export const eventFactsQuery = (name: string) =>
  queryOptions({
    queryKey: ['condition-words', name],
    queryFn: async ({ signal }) => {
      try {
        return await ask('planEvent', { path: `/api/data/plan/events/${encodeURIComponent(name)}`, signal });
      } catch (error) {
        if (error instanceof ApiError && error.status === 404) return null;
        throw error;
      }
    },
    enabled: name !== '',
    staleTime: freshMs,
  });

/** Everything a condition may name, and the same as its checker wants it. */
export const useConditionWords = (): { readonly choices: ConditionChoices; readonly catalogue: Catalogue } => {
  const { data: words } = useQuery(conditionWordsQuery);
  const { data: tags } = useQuery({ ...tagsQuery, refetchInterval: false, staleTime: freshMs });
  const { data: audiences } = useQuery({ ...audiencesQuery, refetchInterval: false, staleTime: freshMs });
  return useMemo(
    () => ({ choices: choicesOf(words, tags, audiences), catalogue: catalogueOf(words, tags, audiences) }),
    [words, tags, audiences],
  );
};
