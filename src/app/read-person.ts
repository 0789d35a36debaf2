import { couponsOfProfile } from '#act';
import { isoTime } from '#collect';
import type { Documents } from '#loop';
import { type ClickHouse, type Clock, type Postgres, problem } from '#platform';
import { keysOfProfile, peopleRows, traitEventNames, traitsOf } from '#profile';
import type { Words } from '../platform/schemas.ts';
import type { PersonAnswer } from '../profile/schemas.ts';

type Deps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly documents: Documents;
};

/** One person on one page: identifiers, traits, features, scores with reasons, coupons, merges. */
export const readPerson = async (
  profileId: string,
  { clickhouse, postgres, clock, documents }: Deps,
): Promise<PersonAnswer> => {
  const [row] = await peopleRows(clickhouse, [profileId]);
  if (!row) throw problem('not_found', { detail: `person ${profileId}` });
  const keys = await keysOfProfile(clickhouse, profileId);
  const features = await documents.features('all');
  const titles = new Map(features.map((feature) => [feature.name, feature]));
  const titleOf = (name: string): Words => titles.get(name)?.title ?? { zh: name, en: name };
  const [traits, snapshot, scores, coupons, merges] = await Promise.all([
    readTraits(clickhouse, keys),
    readSnapshot({ clickhouse, postgres }, keys),
    readScores(clickhouse, keys),
    couponsOf({ postgres, clock }, keys),
    readMerges(clickhouse, keys),
  ]);
  const values = new Map(snapshot?.values ?? []);
  const models = new Map(
    await Promise.all(
      [...new Set(scores.map(({ model }) => model))].map(
        async (name) => [name, await modelTitle(documents, name)] as const,
      ),
    ),
  );
  return {
    ...row,
    traits,
    features: [...values].map(([name, value]) => ({
      name,
      title: titleOf(name),
      value,
      unit: titles.get(name)?.spec.unit ?? null,
    })),
    featuresAsOf: snapshot?.asOf ?? null,
    scores: scores.map((score) => ({
      model: score.model,
      title: models.get(score.model) ?? { zh: score.model, en: score.model },
      version: score.version,
      asOf: isoTime(score.as_of),
      score: score.score,
      percentile: score.percentile,
      reasons: score.reasons.map(([feature, contribution]) => ({
        feature,
        title: titleOf(feature),
        value: values.get(feature) ?? null,
        contribution,
      })),
    })),
    coupons,
    merges,
  };
};

const modelTitle = async (documents: Documents, name: string): Promise<Words> =>
  documents.model(name).then(
    ({ title }) => title,
    () => ({ zh: name, en: name }),
  );

/** What the latest of a person's trait events tell of them. */
const readTraits = async (
  clickhouse: ClickHouse,
  keys: readonly string[],
): Promise<Readonly<Record<string, unknown>>> => {
  const rows = await clickhouse.query<{ name: string; properties: Record<string, unknown> }>(
    `SELECT name, properties FROM people_events WHERE name IN {names:Array(String)} AND id_key IN {keys:Array(UInt64)}
     ORDER BY ts DESC, event_id DESC LIMIT 2000`,
    { keys, names: traitEventNames },
    { output_format_json_quote_64bit_integers: 0 },
  );
  return traitsOf(rows.toReversed());
};

type Snapshot = { readonly asOf: string; readonly values: readonly (readonly [string, number | null])[] };

const readSnapshot = async (
  { clickhouse, postgres }: Pick<Deps, 'clickhouse' | 'postgres'>,
  keys: readonly string[],
): Promise<Snapshot | undefined> => {
  const row = await clickhouse.queryOne<{ snapshot: string; as_of: string; values: (number | null)[] }>(
    `SELECT snapshot, as_of, arrayMap(x -> if(isNaN(x), NULL, x), \`values\`) AS values FROM feature_rows FINAL
     WHERE profile_id IN {keys:Array(UInt64)} ORDER BY as_of DESC LIMIT 1`,
    { keys },
  );
  if (!row) return undefined;
  const known = await postgres.queryOne<{ names: string[] }>(
    'SELECT names FROM feature_snapshots WHERE snapshot = $1',
    [row.snapshot],
  );
  return { asOf: isoTime(row.as_of), values: (known?.names ?? []).map((name, i) => [name, row.values[i] ?? null]) };
};

type ScoreRow = {
  model: string;
  version: string;
  as_of: string;
  score: number;
  percentile: number;
  reasons: [string, number][];
};

const readScores = (clickhouse: ClickHouse, keys: readonly string[]): Promise<ScoreRow[]> =>
  clickhouse.query<ScoreRow>(
    `SELECT model, version, as_of, score, percentile, reasons FROM scores FINAL
     WHERE profile_id IN {keys:Array(UInt64)} ORDER BY as_of DESC, model LIMIT 20`,
    { keys },
    { output_format_json_named_tuples_as_objects: 0 },
  );

const couponsOf = async (
  deps: { readonly postgres: Postgres; readonly clock: Clock },
  keys: readonly string[],
): Promise<PersonAnswer['coupons']> => {
  const lists = await Promise.all(keys.slice(0, 50).map((key) => couponsOfProfile(deps, key)));
  return lists
    .flat()
    .toSorted((a, b) => Number(b.issuedAt) - Number(a.issuedAt))
    .map((coupon) => ({
      code: coupon.code,
      coupon: coupon.couponType,
      title: null,
      program: coupon.program,
      round: coupon.round,
      state: coupon.state,
      issuedAt: coupon.issuedAt.toISOString(),
      redeemedAt: coupon.redeemedAt?.toISOString() ?? null,
    }));
};

const readMerges = async (clickhouse: ClickHouse, keys: readonly string[]): Promise<PersonAnswer['merges']> => {
  const rows = await clickhouse.query<{
    merged_at: string;
    from_profile: string;
    into_profile: string;
    a: string;
    b: string;
    event_id: string;
  }>(
    `WITH
       merges AS (SELECT * FROM identity_changes FINAL WHERE kind = 'merged' AND from_profile IN {keys:Array(UInt64)}),
       -- one end of a link that was undone since is somebody else's by now
       named AS (
         SELECT id_key, any(concat(type, ' ', value)) AS label FROM identifiers
         WHERE id_key IN (SELECT arrayJoin([key_a, key_b]) FROM merges) GROUP BY id_key)
     SELECT merge.at AS merged_at, merge.from_profile AS from_profile, merge.into_profile AS into_profile,
       a.label AS a, b.label AS b, merge.event_id AS event_id
     FROM merges AS merge
     LEFT JOIN named AS a ON a.id_key = merge.key_a LEFT JOIN named AS b ON b.id_key = merge.key_b
     ORDER BY merged_at, from_profile LIMIT 100`,
    { keys },
  );
  return rows.map((row) => ({
    at: isoTime(row.merged_at),
    from: row.from_profile,
    into: row.into_profile,
    link: `${row.a} ↔ ${row.b}`,
    eventId: row.event_id,
  }));
};
