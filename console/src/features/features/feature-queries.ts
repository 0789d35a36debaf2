import { queryOptions } from '@tanstack/react-query';
import { ask } from '../../api/client.ts';
import { pollMs } from '../../api/queries.ts';

const encoded = encodeURIComponent;

export const featuresQuery = queryOptions({
  queryKey: ['features'],
  queryFn: ({ signal }) => ask('features', { path: '/api/features', signal }),
  refetchInterval: ({ state }) => pollMs(state.data?.job ? [state.data.job] : []),
});

export const featureQuery = (name: string) =>
  queryOptions({
    queryKey: ['features', name],
    queryFn: ({ signal }) => ask('feature', { path: `/api/features/${encoded(name)}`, signal }),
  });

/** A stretch of values: from, until before; both left out: all of them. `missing`: people without a value. */
export type ValueRange = { readonly from?: number; readonly until?: number; readonly missing?: boolean };

export const featurePeopleQuery = (name: string, { from, until, missing = false }: ValueRange) =>
  queryOptions({
    queryKey: ['features', name, 'people', from ?? '', until ?? '', missing],
    queryFn: ({ signal }) =>
      ask('featurePeople', {
        path: `/api/features/${encoded(name)}/people`,
        query: { from, until, ...(missing ? { missing: 'true' } : {}), limit: 12 },
        signal,
      }),
    placeholderData: (previous) => previous,
  });

export const takeSnapshot = (asOf: string | undefined) =>
  ask('job', { path: '/api/features/snapshots', method: 'POST', body: asOf === undefined ? {} : { asOf } });
