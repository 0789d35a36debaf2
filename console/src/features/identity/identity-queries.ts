import { queryOptions } from '@tanstack/react-query';
import type { DecideIdentity } from '../../../../src/identify/schemas.ts';
import { ask } from '../../api/client.ts';

export const identityQuery = (profileId: string) =>
  queryOptions({
    queryKey: ['people', profileId, 'identity'],
    queryFn: ({ signal }) => ask('identity', { path: `/api/people/${profileId}/identity`, signal }),
  });

export const identityHealthQuery = queryOptions({
  queryKey: ['people', 'identity-health'],
  queryFn: ({ signal }) => ask('identityHealth', { path: '/api/identity/health', signal }),
  refetchInterval: 15_000,
});

export const identityPreviewQuery = (decision: DecideIdentity) =>
  queryOptions({
    queryKey: ['people', 'identity-preview', decision],
    queryFn: ({ signal }) =>
      ask('identityPreview', { path: '/api/identity/preview', method: 'POST', body: decision, signal }),
    staleTime: 0,
  });

export const decideIdentity = (decision: DecideIdentity) =>
  ask('nothing', { path: '/api/identity/decisions', method: 'POST', body: decision });
