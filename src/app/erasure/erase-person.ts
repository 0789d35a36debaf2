import { forgetCoupons } from '#act';
import {
  createSealer,
  forgetEvents,
  forgetQuarantine,
  forgetStaged,
  type Pseudonymizer,
  type Tombstones,
  type Wanted,
} from '#collect';
import { forgetIdentity } from '#identify';
import { anonymiseDecisions } from '#loop';
import { anonymiseOutcomes } from '#measure';
import { type ClickHouse, type Clock, faultPoint, type Postgres, problem } from '#platform';
import { countNamed, emptyScratch, fillScratch, sweep } from './clickhouse-sweep.ts';
import { sweepPostgres } from './postgres-sweep.ts';
import type { Subject } from './subject.ts';

export type EraseDeps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly pseudonymizer: Pseudonymizer;
  readonly tombstones: Tombstones;
  readonly secret: string;
};

export type Erasure = {
  /** Rows per table. */
  readonly figures: Readonly<Record<string, number>>;
  /** Tables Gyre does not change that name the person all the same. */
  readonly named: readonly string[];
};

/**
 * Takes one person out of every table of both stores. Every step may be repeated, and a repetition that finds nothing does nothing: an
 * erasure that was killed begins again. The order matters where one table says what another means: the log goes while the
 * map still says whose events they are.
 *
 * The rows are gone for every reader when this resolves; their bytes are not: see physically-gone.ts.
 */
export const erasePerson = async (subject: Subject, deps: EraseDeps): Promise<Erasure> => {
  const { clickhouse, postgres } = deps;
  const figures: Record<string, number> = {};
  const note = (counts: Readonly<Record<string, number>>): void => {
    for (const [name, n] of Object.entries(counts)) if (n > 0) figures[name] = (figures[name] ?? 0) + n;
  };
  await fillScratch(clickhouse, subject);
  try {
    const { erased, mended } = await forgetEvents(clickhouse);
    note({ events: erased, events_mended: mended });
    faultPoint('erasure/events');
    const sealer = createSealer('quarantine', deps.secret);
    note({ quarantine: await forgetQuarantine({ ...deps, sealer }, isNamed(subject)) });
    await forgetStaged(clickhouse);
    faultPoint('erasure/quarantine');
    await anonymiseDecisions(clickhouse, subject.anonymousId);
    await anonymiseOutcomes(clickhouse, subject.anonymousId);
    note(await sweep(clickhouse, (table) => !isMap(table)));
    faultPoint('erasure/clickhouse');
    note({ coupons: await forgetCoupons(deps, subject.keys) });
    const { rows, named } = await sweepPostgres(postgres, subject);
    note(rows);
    faultPoint('erasure/postgres');
    await forgetIdentity(deps, async () => note(await sweep(clickhouse, isMap)));
    faultPoint('erasure/identity');
    const [left] = Object.entries(await countNamed(clickhouse));
    if (left !== undefined)
      throw problem('conflict', {
        detail: `${left[1]} rows of ${left[0]} arrived while the person was erased`,
        detailZh: `删除期间 ${left[0]} 又写入了 ${left[1]} 行`,
      });
    return { figures, named };
  } finally {
    await emptyScratch(clickhouse);
  }
};

/** Whether an identifier is one of the person's. */
export const isNamed = ({ named }: Subject): Wanted => {
  const all = new Set(named);
  return (type, stored) => all.has(`${type}:${stored}`);
};

/** The tables that say who is who; they change under the map's own lock. */
const isMap = (table: string): boolean => table.startsWith('identi');
