import { queryOptions } from '@tanstack/react-query';
import { ApiError, ask } from '../../api/client.ts';

export const consentQuery = (profileId: string) =>
  queryOptions({
    queryKey: ['people', profileId, 'consent'],
    queryFn: ({ signal }) => ask('consent', { path: `/api/people/${profileId}/consent`, signal }),
  });

export type Said = {
  readonly purpose: string;
  readonly channel: string;
  readonly said: 'given' | 'withdrawn';
  readonly source: string;
};
export const sayConsent = (profileId: string, said: Said) =>
  ask('consent', { path: `/api/people/${profileId}/consent`, method: 'PUT', body: said });

export const privacyQuery = queryOptions({
  queryKey: ['privacy'],
  queryFn: ({ signal }) => ask('privacy', { path: '/api/privacy', signal }),
  // an erasure moves on by itself
  refetchInterval: 5_000,
});

export const erase = (id: string) =>
  ask('privacyRequest', { path: '/api/privacy/erasures', method: 'POST', body: { id, confirm: id } });

export const lift = (id: string) =>
  ask('lifted', { path: '/api/privacy/tombstones/lift', method: 'POST', body: { id } });

/** Has the browser save everything known of a person as a file. */
export const downloadReport = async (id: string): Promise<void> => {
  const response = await fetch('/api/privacy/reports', {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ id }),
  });
  if (!response.ok) throw new ApiError(response.status, await response.json().catch(() => undefined));
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = address;
  link.download = 'personal-data.json';
  link.click();
  URL.revokeObjectURL(address);
};
