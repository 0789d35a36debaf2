import { queryOptions } from '@tanstack/react-query';
import { ask } from '../../api/client.ts';

const encoded = encodeURIComponent;

export const tagsQuery = queryOptions({
  queryKey: ['tags'],
  queryFn: ({ signal }) => ask('tags', { path: '/api/tags', signal }),
  // a tag published a moment ago is worked out within seconds
  refetchInterval: ({ state }) => (state.data?.tags.some(({ since }) => since === null) ? 1_500 : 15_000),
});

export const tagQuery = (name: string) =>
  queryOptions({
    queryKey: ['tags', name],
    queryFn: ({ signal }) => ask('tag', { path: `/api/tags/${encoded(name)}`, signal }),
    refetchInterval: ({ state }) => (state.data?.tag.since === null ? 1_500 : 15_000),
    retry: false,
  });

export const tagPeopleQuery = (name: string, value: string | undefined) =>
  queryOptions({
    queryKey: ['tags', name, 'people', value ?? ''],
    queryFn: ({ signal }) =>
      ask('taggedPeople', { path: `/api/tags/${encoded(name)}/people`, query: { value, limit: 20 }, signal }),
  });

export const tagFlowsQuery = (name: string, dates: readonly string[]) =>
  queryOptions({
    queryKey: ['tags', name, 'flows', dates],
    queryFn: ({ signal }) =>
      ask('tagFlows', { path: `/api/tags/${encoded(name)}/flows`, query: { dates: dates.join(',') }, signal }),
    staleTime: 60_000,
  });

export const tagWorthQuery = (name: string) =>
  queryOptions({
    queryKey: ['tags', name, 'worth'],
    queryFn: ({ signal }) => ask('tagWorth', { path: `/api/tags/${encoded(name)}/worth`, signal }),
    staleTime: 60_000,
  });

export const tagTemplatesQuery = (own: { readonly event?: string; readonly amount?: string }) =>
  queryOptions({
    queryKey: ['tags', 'templates', own],
    queryFn: ({ signal }) => ask('tagTemplates', { path: '/api/tags/templates', query: own, signal }),
  });

export const personTagsQuery = (profileId: string) =>
  queryOptions({
    queryKey: ['people', profileId, 'tags'],
    queryFn: ({ signal }) => ask('personTags', { path: `/api/people/${profileId}/tags`, signal }),
  });

export const giveTag = (profileId: string, tag: string, value: string | undefined) =>
  ask('personTags', {
    path: `/api/people/${profileId}/tags/${encoded(tag)}`,
    method: 'PUT',
    body: value === undefined ? {} : { value },
  });

export const takeTag = (profileId: string, tag: string) =>
  ask('personTags', { path: `/api/people/${profileId}/tags/${encoded(tag)}`, method: 'DELETE' });
