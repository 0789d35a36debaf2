import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { QuarantineGroup, QuarantineState } from '../../../src/collect/quarantine/schemas.ts';
import type { Job } from '../../../src/platform/schemas.ts';
import { ask } from './client.ts';

const busyPollMs = 1500;
const calmPollMs = 15_000;
const isBusy = (jobs: readonly Job[] | undefined): boolean =>
  jobs?.some(({ state }) => state === 'running' || state === 'waiting') ?? false;

/** Polls fast while something runs, so that the page is seen to turn; slowly otherwise. */
export const pollMs = (jobs: readonly Job[] | undefined): number => (isBusy(jobs) ? busyPollMs : calmPollMs);

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => ask('me', { path: '/api/me', signal }),
  staleTime: 5 * 60_000,
});

export const homeQuery = queryOptions({
  queryKey: ['home'],
  queryFn: ({ signal }) => ask('home', { path: '/api/home', signal }),
  refetchInterval: ({ state }) => pollMs(state.data?.jobs),
});

export const jobsQuery = queryOptions({
  queryKey: ['jobs'],
  queryFn: ({ signal }) => ask('jobs', { path: '/api/jobs', signal }),
  refetchInterval: ({ state }) => pollMs(state.data?.jobs),
});

export const programsQuery = queryOptions({
  queryKey: ['programs'],
  queryFn: ({ signal }) => ask('programs', { path: '/api/programs', signal }),
  refetchInterval: calmPollMs,
});

const encoded = encodeURIComponent;

export const programQuery = (name: string) =>
  queryOptions({
    queryKey: ['programs', name],
    queryFn: ({ signal }) => ask('program', { path: `/api/programs/${encoded(name)}`, signal }),
    refetchInterval: ({ state }) =>
      state.data?.rounds.some((round) => round.state === 'running') ? busyPollMs : calmPollMs,
  });

export const roundQuery = (name: string, round: number) =>
  queryOptions({
    queryKey: ['programs', name, 'rounds', round],
    queryFn: ({ signal }) => ask('round', { path: `/api/programs/${encoded(name)}/rounds/${round}`, signal }),
    refetchInterval: ({ state }) =>
      state.data?.state === 'running' ? busyPollMs : state.data?.state === 'waiting' ? calmPollMs : false,
  });

export type DecisionsFilter = { readonly group?: string; readonly offer?: string; readonly profileId?: string };

export const decisionsQuery = (name: string, round: number, filter: DecisionsFilter) =>
  infiniteQueryOptions({
    queryKey: ['programs', name, 'rounds', round, 'decisions', filter],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      ask('decisions', {
        path: `/api/programs/${encoded(name)}/rounds/${round}/decisions`,
        query: { ...filter, after: pageParam, limit: 50 },
        signal,
      }),
    getNextPageParam: ({ next }) => next,
  });

export const peopleQuery = (query: string) =>
  queryOptions({
    queryKey: ['people', { query }],
    queryFn: ({ signal }) => ask('people', { path: '/api/people', query: { query, limit: 50 }, signal }),
    placeholderData: (previous) => previous,
  });

export const personQuery = (profileId: string) =>
  queryOptions({
    queryKey: ['people', profileId],
    queryFn: ({ signal }) => ask('person', { path: `/api/people/${profileId}`, signal }),
  });

export type TimelineFilter = {
  readonly names: readonly string[];
  readonly sources: readonly string[];
  /** Times, from and until before. */
  readonly from?: string | undefined;
  readonly until?: string | undefined;
};

export const timelineQuery = (profileId: string, filter: TimelineFilter) =>
  infiniteQueryOptions({
    queryKey: ['people', profileId, 'timeline', filter],
    initialPageParam: '',
    queryFn: ({ signal, pageParam }) =>
      ask('events', {
        path: `/api/people/${profileId}/timeline`,
        query: {
          before: pageParam,
          limit: 30,
          names: filter.names.join(','),
          sources: filter.sources.join(','),
          from: filter.from,
          until: filter.until,
        },
        signal,
      }),
    getNextPageParam: ({ next }) => next,
  });

export const arrivalRanges = ['hour', 'day', 'month', 'all'] as const;
export type ArrivalRange = (typeof arrivalRanges)[number];

export const arrivalsQuery = (range: ArrivalRange) =>
  queryOptions({
    queryKey: ['data', 'arrivals', range],
    queryFn: ({ signal }) => ask('arrivals', { path: '/api/data/arrivals', query: { range }, signal }),
    refetchInterval: range === 'hour' ? 5000 : calmPollMs,
    placeholderData: (previous) => previous,
  });

export const recentEventsQuery = (name: string) =>
  queryOptions({
    queryKey: ['data', 'events', name],
    queryFn: ({ signal }) => ask('events', { path: '/api/data/events', query: { name, limit: 30 }, signal }),
    refetchInterval: 3000,
    placeholderData: (previous) => previous,
  });

export const planQuery = queryOptions({
  queryKey: ['data', 'plan'],
  queryFn: ({ signal }) => ask('plan', { path: '/api/data/plan', signal }),
  refetchInterval: calmPollMs,
});

export const planEventQuery = (name: string) =>
  queryOptions({
    queryKey: ['data', 'plan', name],
    queryFn: ({ signal }) => ask('planEvent', { path: `/api/data/plan/events/${encoded(name)}`, signal }),
  });

export const quarantineQuery = (state: QuarantineState) =>
  queryOptions({
    queryKey: ['data', 'quarantine', state],
    queryFn: ({ signal }) => ask('quarantine', { path: '/api/data/quarantine', query: { state }, signal }),
    refetchInterval: calmPollMs,
    placeholderData: (previous) => previous,
  });

export const quarantineRowsQuery = (group: QuarantineGroup, state: QuarantineState) =>
  queryOptions({
    queryKey: ['data', 'quarantine', state, group],
    queryFn: ({ signal }) =>
      ask('quarantineRows', {
        path: '/api/data/quarantine/rows',
        query: { source: group.source, reason: group.reason, name: group.name, state, limit: 50 },
        signal,
      }),
  });

export const quarantineRunsQuery = queryOptions({
  queryKey: ['data', 'quarantine-runs'],
  queryFn: ({ signal }) => ask('quarantineRuns', { path: '/api/data/quarantine/runs', signal }),
  refetchInterval: ({ state }) => (state.data?.runs.some((run) => run.state === 'running') ? busyPollMs : calmPollMs),
});

export const keysQuery = queryOptions({
  queryKey: ['keys'],
  queryFn: ({ signal }) => ask('keys', { path: '/api/keys', signal }),
});

export const kindsQuery = queryOptions({
  queryKey: ['kinds'],
  queryFn: ({ signal }) => ask('kinds', { path: '/api/kinds', signal }),
  staleTime: 60_000,
});

export const documentsQuery = (kind: string) =>
  queryOptions({
    queryKey: ['documents', kind],
    queryFn: ({ signal }) => ask('documents', { path: `/api/documents/${encoded(kind)}`, signal }),
  });

export const documentQuery = (kind: string, name: string) =>
  queryOptions({
    queryKey: ['documents', kind, name],
    queryFn: ({ signal }) => ask('document', { path: `/api/documents/${encoded(kind)}/${encoded(name)}`, signal }),
    // The editor holds the text; a refetch behind its back would only move the revision.
    refetchOnWindowFocus: false,
  });
