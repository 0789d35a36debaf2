import { queryOptions } from '@tanstack/react-query';
import { ask } from '../../../api/client.ts';

export const importsQuery = queryOptions({
  queryKey: ['data', 'imports'],
  queryFn: ({ signal }) => ask('imports', { path: '/api/data/imports', signal }),
  refetchInterval: ({ state }) =>
    state.data?.imports.some((each) => each.state === 'reading' || each.state === 'writing') ? 1500 : 15_000,
});

export const stagedQuery = (id: string) =>
  queryOptions({
    queryKey: ['data', 'import', id],
    queryFn: ({ signal }) => ask('importStaged', { path: `/api/data/imports/${id}`, signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
