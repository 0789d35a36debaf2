import { queryOptions } from '@tanstack/react-query';
import { ask } from '../../../api/client.ts';

const pollMs = 15_000;

export const qualityQuery = queryOptions({
  queryKey: ['data', 'quality'],
  queryFn: ({ signal }) => ask('quality', { path: '/api/data/quality', signal }),
  refetchInterval: pollMs,
});

export const propertyFillQuery = (source: string, event: string) =>
  queryOptions({
    queryKey: ['data', 'quality', source, event],
    queryFn: ({ signal }) =>
      ask('propertyFill', { path: '/api/data/quality/properties', query: { source, event }, signal }),
  });

export const coverageQuery = queryOptions({
  queryKey: ['data', 'coverage'],
  queryFn: ({ signal }) => ask('coverage', { path: '/api/data/coverage', signal }),
});

export const biasQuery = (source: string, seenBy: string | null) =>
  queryOptions({
    queryKey: ['data', 'bias', source, seenBy],
    queryFn: ({ signal }) =>
      ask('bias', { path: '/api/data/bias', query: { source, ...(seenBy === null ? {} : { seenBy }) }, signal }),
  });
