import type { DocumentStore } from '#documents';
import type { Documents } from '#loop';
import type { ClickHouse, Clock, Postgres } from '#platform';
import {
  audienceKind,
  type Known,
  liveAudience,
  type LiveAudience,
  refreshAudiences,
  type RefreshReport,
} from '#profile';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly documents: DocumentStore;
  readonly published: Documents;
};

export type LiveAudiences = {
  /** One pass over all of them. */
  readonly refresh: () => Promise<RefreshReport>;
  /** As published now. */
  readonly current: () => Promise<{ readonly audiences: readonly LiveAudience[]; readonly known: Known }>;
};

/** The published live audiences at work. Their meaning is worked out again when documents have changed. */
export const createLiveAudiences = ({ documents, published, ...deps }: Deps): LiveAudiences => {
  let read: { readonly stamp: string; readonly audiences: readonly LiveAudience[]; readonly known: Known } | undefined;
  const current = async () => {
    const stamp = await documents.stamp(leanedOn);
    if (read?.stamp === stamp) return read;
    const known = await published.known();
    const live = (await documents.published(audienceKind))
      .filter(({ spec }) => spec.refresh !== 'snapshot')
      .map(({ name, spec }) => liveAudience(name, spec.condition, known));
    read = { stamp, audiences: live, known };
    return read;
  };
  return {
    current,
    refresh: async () => {
      const { audiences, known } = await current();
      return refreshAudiences(deps, audiences, known);
    },
  };
};

/** Kinds of documents whose change can change what an audience means. */
const leanedOn = ['Audience', 'Tag', 'Catalogue', 'Model'] as const;
