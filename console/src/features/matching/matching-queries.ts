import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { MatchPair } from '../../../../src/identify/matching/schemas.ts';
import { ask } from '../../api/client.ts';

const busyPollMs = 1500;
const calmPollMs = 15_000;

export const matchRulesQuery = queryOptions({
  queryKey: ['matching'],
  queryFn: ({ signal }) => ask('matchRules', { path: '/api/matching', signal }),
  refetchInterval: ({ state }) =>
    state.data?.rules.some(({ job }) => job?.state === 'running' || job?.state === 'waiting') ? busyPollMs : calmPollMs,
});

const pathOf = (rule: string): string => `/api/matching/${encodeURIComponent(rule)}`;

export const matchModelQuery = (rule: string) =>
  queryOptions({
    queryKey: ['matching', rule, 'model'],
    queryFn: ({ signal }) => ask('matchModel', { path: pathOf(rule), signal }),
  });

export const matchPairsQuery = (rule: string, state: MatchPair['state']) =>
  infiniteQueryOptions({
    queryKey: ['matching', rule, 'pairs', state],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      ask('matchPairs', { path: `${pathOf(rule)}/pairs`, query: { state, after: pageParam, limit: 40 }, signal }),
    getNextPageParam: ({ next }) => next,
  });

export const runMatching = (rule: string) => ask('job', { path: `${pathOf(rule)}/run`, method: 'POST', body: {} });

export const decidePair = (rule: string, { a, b }: Pick<MatchPair, 'a' | 'b'>, decision: 'accepted' | 'rejected') =>
  ask('nothing', { path: `${pathOf(rule)}/decisions`, method: 'POST', body: { a, b, decision } });
