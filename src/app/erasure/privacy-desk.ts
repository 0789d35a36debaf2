import { setTimeout as pause } from 'node:timers/promises';
import { erasedSql, identifierTypes } from '#collect';
import { personSql } from '#identify';
import { type Clock, faultPoint, idKey, type Postgres, type Progress, problem } from '#platform';
import { waitForLease } from '#platform/jobs/lease.ts';
import type { ConsentPurpose } from '#profile';
import { type EraseDeps, erasePerson } from './erase-person.ts';
import { sweptTables } from './postgres-sweep.ts';
import { accessReport } from './access-report.ts';
import { untilOldPartsGone, wipeDeadRows } from './physically-gone.ts';
import { createRequestStore, type RequestStore } from './request-store.ts';
import type { PrivacyAnswer, PrivacyRequest } from './schemas.ts';
import { personMeant, readSubject, type SubjectDeps } from './subject.ts';

type Deps = EraseDeps &
  SubjectDeps & {
    readonly postgres: Postgres;
    readonly clock: Clock;
    readonly purposes: () => Promise<readonly ConsentPurpose[]>;
    /** Erasure has been tried on one server, not on a cluster. */
    readonly cluster: boolean;
    /** Others hear of a tombstone within a second, and what they had taken in by then is written: 2.5 s. */
    readonly settleMs?: number;
    readonly pollMs?: number;
    /** Another process goes on with what a dead one had begun after so long. */
    readonly leaseMs?: number;
  };

/** What people may ask about their own data. */
export type PrivacyDesk = {
  readonly requests: RequestStore;
  /** Everything known of a person, as JSON in pieces. Who asked and when is written down, about whom is not. @throws GyreError `not_found`, and nothing is written down */
  readonly report: (id: string, by: string) => Promise<AsyncIterable<string>>;
  /** Opens an erasure; it is done by `perform`. @throws GyreError `not_found`, or `conflict` for an identifier of several people */
  readonly erase: (id: string, by: string) => Promise<PrivacyRequest>;
  /** Carries out every open erasure. May be cut short and repeated anywhere. @returns how many were done */
  readonly perform: (options: { progress: Progress; signal?: AbortSignal }) => Promise<number>;
  /** The person signs up anew: what this identifier brings is welcome again. @returns how many tombstones went */
  readonly lift: (id: string) => Promise<number>;
  /** After a backup was restored: opens an erasure for everybody it brought back. @returns how many */
  readonly replay: (by: string) => Promise<number>;
  readonly overview: () => Promise<PrivacyAnswer>;
};

export const createPrivacyDesk = (deps: Deps): PrivacyDesk => {
  const { clickhouse, postgres, clock, tombstones, settleMs = 2_500, pollMs = 1_000, leaseMs = 30_000 } = deps;
  const requests = createRequestStore(postgres, clock, deps.secret);

  const eraseOne = async (request: PrivacyRequest, progress: Progress): Promise<void> => {
    const task = progress.start('erase a person');
    const about = await requests.about(request.id);
    if (about === undefined) throw problem('internal', { internal: `request ${request.id} says nobody` });
    let known = await readSubject(about.profileId, deps, { ...about, known: about.subject });
    await requests.note(request.id, { state: 'erasing', about: { ...about, subject: known } });
    await tombstones.set(known.keys, request.id);
    await pause(settleMs);
    // an event of the last moment may have tied one more identifier to the person
    known = await readSubject(about.profileId, deps, { known });
    await requests.note(request.id, { about: { ...about, subject: known } });
    await tombstones.set(known.keys, request.id);
    const { figures, named } = await erasePerson(known, deps);
    await requests.note(request.id, {
      state: 'wiping',
      about: null,
      figures: sum(request.figures, figures),
      left: named.map((table) => `named in ${table}`),
    });
    task.done();
  };

  return {
    requests,
    report: async (id, by) => {
      const report = await accessReport(await personMeant(id, deps), deps);
      await requests.open({ kind: 'access', by });
      return report;
    },
    erase: async (id, by) => {
      if (deps.cluster)
        throw problem('unprocessable', {
          detail: 'erasure works on a single ClickHouse server; see docs/privacy.md',
          detailZh: '删除目前仅支持单机 ClickHouse，见 docs/privacy.md',
        });
      const about = await personMeant(id, deps);
      return requests.get(await requests.open({ kind: 'erasure', by, about }));
    },
    perform: async ({ progress, signal }) => {
      const lease = await waitForLease({ postgres, name: 'erasure', ttlMs: leaseMs });
      try {
        for (const request of await requests.unfinished()) {
          if (request.state === 'wiping') continue;
          await eraseOne(request, progress);
          faultPoint('erasure/forgotten');
        }
        // the long wait is one for all
        const wiping = (await requests.unfinished()).filter(({ state }) => state === 'wiping');
        if (wiping.length === 0) return 0;
        const task = progress.start('until the bytes are gone');
        await untilOldPartsGone(clickhouse, { ...(signal === undefined ? {} : { signal }), everyMs: pollMs });
        faultPoint('erasure/parts-gone');
        const left = await wipeDeadRows(postgres, await sweptTables(postgres));
        for (const request of wiping)
          await requests.note(request.id, { state: 'done', left: [...request.left, ...left], error: null });
        task.done(`${wiping.length} erased`);
        return wiping.length;
      } finally {
        await lease.release();
      }
    },
    lift: (id) => tombstones.lift(keysNamed(id, deps)),
    replay: async (by) => {
      // the engine's copy of the tombstones may be as old as the backup
      await tombstones.restore([]);
      const found = await broughtBack(deps);
      const open = new Set<string>();
      for (const { id } of await requests.unfinished()) open.add((await requests.about(id))?.profileId ?? '');
      const fresh = found.filter((profileId) => !open.has(profileId));
      for (const profileId of fresh) await requests.open({ kind: 'erasure', by, about: { profileId } });
      return fresh.length;
    },
    overview: async () => {
      const [counted] = await postgres.query<{ n: number }>('SELECT count(*) AS n FROM tombstones');
      const turnedAway = await postgres.query<{ source: string; events: number }>(
        `SELECT source, sum(events)::bigint AS events FROM tombstone_refusals WHERE day > $1::date - 30
         GROUP BY source ORDER BY events DESC LIMIT 50`,
        [clock.now()],
      );
      return { requests: [...(await requests.latest(200))], tombstones: counted?.n ?? 0, turnedAway };
    },
  };
};

const sum = (a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> => {
  const total: Record<string, number> = { ...a };
  for (const [name, n] of Object.entries(b)) total[name] = (total[name] ?? 0) + n;
  return total;
};

/** The keys an identifier may have, of whatever type it is: an erased one is known to nobody, so nobody can be asked. */
const keysNamed = (id: string, { pseudonymizer }: Deps): readonly string[] => {
  const [, type, value = ''] = /^([a-z][\w@.-]*):(.+)$/.exec(id.trim()) ?? [];
  const types = type === undefined ? identifierTypes().map(({ name }) => name) : [type];
  return types.flatMap((each) => {
    const stored = pseudonymizer.stored(each, type === undefined ? id.trim() : value);
    return stored === '' ? [] : [idKey(each, stored).toString()];
  });
};

/** People in the log who have a tombstone: a backup from before their erasure brought them back. */
const broughtBack = async ({ clickhouse, tombstones }: Deps): Promise<readonly string[]> => {
  const condition = erasedSql('[id_key]', tombstones.key);
  const rows = await clickhouse.query<{ profile_id: string }>(
    `SELECT DISTINCT ${personSql('id_key')} AS profile_id FROM identifiers WHERE ${condition.sql}`,
    condition.params,
  );
  return rows.map((row) => row.profile_id);
};
