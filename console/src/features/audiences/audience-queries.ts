import { queryOptions } from '@tanstack/react-query';
import { ask } from '../../api/client.ts';

export const audiencesQuery = queryOptions({
  queryKey: ['audiences'],
  queryFn: ({ signal }) => ask('audiences', { path: '/api/audiences', signal }),
  refetchInterval: 5_000,
});

const at = (name: string, rest = ''): string => `/api/audiences/${encodeURIComponent(name)}${rest}`;

export const audienceQuery = (name: string) =>
  queryOptions({
    queryKey: ['audiences', name],
    queryFn: ({ signal }) => ask('audience', { path: at(name), signal }),
    refetchInterval: 5_000,
  });

export const audienceHistoryQuery = (name: string) =>
  queryOptions({
    queryKey: ['audiences', name, 'history'],
    queryFn: ({ signal }) => ask('audienceHistory', { path: at(name, '/history'), query: { days: 30 }, signal }),
    refetchInterval: 60_000,
  });

export const audienceSampleQuery = (name: string, draw: number) =>
  queryOptions({
    queryKey: ['audiences', name, 'sample', draw],
    queryFn: ({ signal }) => ask('audienceSample', { path: at(name, '/sample'), query: { limit: 5, draw }, signal }),
  });

export const audienceOverlapQuery = (names: readonly string[]) =>
  queryOptions({
    queryKey: ['audiences', 'overlap', names],
    queryFn: ({ signal }) =>
      ask('audienceOverlap', { path: '/api/audiences/overlap', query: { names: names.join(',') }, signal }),
  });

/** An estimate from some people, or the count of all. */
export const audiencePreviewQuery = (condition: string, exact: boolean) =>
  queryOptions({
    queryKey: ['audiences', 'preview', condition, exact],
    queryFn: ({ signal }) =>
      ask('audiencePreview', { path: '/api/audiences/preview', method: 'POST', body: { condition, exact }, signal }),
    retry: false,
    staleTime: 30_000,
  });

export const freezeAudience = (name: string, title: string) =>
  ask('audienceFreeze', { path: at(name, '/freeze'), method: 'POST', body: { name: title } });

export const sendAudience = (
  name: string,
  body: { readonly channel: string; readonly identifiers: readonly string[]; readonly personal: string },
) => ask('job', { path: at(name, '/send'), method: 'POST', body });
