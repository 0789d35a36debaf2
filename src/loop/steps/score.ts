import { Readable } from 'node:stream';
import { type ClickHouse, type Postgres, problem, sqlTime } from '#platform';
import { type EffectModel, predictPropensity, type ResponseModel, runInWorker, type Table, topReasons } from '#predict';
import {
  buildSnapshot,
  consentChannels,
  type ConsentedPeople,
  type FeatureSet,
  type NumberRows,
  peopleWhere,
  peopleWithIdentifier,
  purposeNamed,
  readConsented,
} from '#profile';
import { predictWorth } from '../learn.ts';
import { treatmentName } from '../experiments.ts';
import type { Artefact } from '../model-store.ts';
import { columnAfter, programFeatures, readPeople, tableOf, daysBefore } from '../people-table.ts';
import type { Program } from '../program.ts';
import type { Round, StepOutcome } from '../round-store.ts';

/** Everybody a round decides about, with what the models say. Row-major arrays are people × candidates. */
export type ScoredPeople = {
  readonly set: FeatureSet;
  readonly rows: NumberRows;
  readonly profileIds: readonly string[];
  /** P(goal within the horizon) if nothing is sent. */
  readonly probability: Float64Array;
  /** Of an order that each candidate brings. */
  readonly marginMinor: Float64Array;
  readonly effect: Float64Array;
  readonly useProbability: Float64Array;
  readonly eligible: (person: number, candidate: number) => boolean;
  /** Whether anything tells people apart; without it chance decides in the model's place. */
  readonly trained: boolean;
};

export const snapshotName = ({ program, round }: Round): string => `${program}/${round}`;
export const modelVersion = ({ program, round }: Round): string => `${program}-${round}`;

type Deps = { readonly clickhouse: ClickHouse; readonly postgres: Postgres };

/** Builds the features that the round decides on, and keeps them: what was known when is part of the record. */
export const featuresStep = async (
  round: Round,
  program: Program,
  { clickhouse, postgres }: Deps,
): Promise<StepOutcome> => {
  const set = programFeatures(program);
  const snapshot = snapshotName(round);
  await buildSnapshot(clickhouse, set, snapshot, round.asOf);
  await postgres.query(
    `INSERT INTO feature_snapshots (snapshot, as_of, names, built_at) VALUES ($1, $2, $3, now())
     ON CONFLICT (snapshot) DO UPDATE SET names = excluded.names, built_at = excluded.built_at`,
    [snapshot, round.asOf, set.names],
  );
  const row = await clickhouse.queryOne<{ people: string }>(
    'SELECT count() AS people FROM feature_rows FINAL WHERE snapshot = {snapshot:String}',
    { snapshot },
  );
  const people = Number(row?.people ?? 0);
  return { figures: { people, features: set.names.length }, record: { people } };
};

/** Applies the round's models to everybody. The same log and models give the same answer to the bit. */
export const scorePeople = async (
  round: Round,
  program: Program,
  artefact: Artefact,
  { clickhouse }: Deps,
): Promise<ScoredPeople> => {
  const set = programFeatures(program);
  const rows = await readPeople(clickhouse, set, round.asOf);
  const table = tableOf(set, rows);
  const probability = predictPropensity(artefact.propensity, table);
  const answers =
    artefact.effect.format === 'gyre-response'
      ? await answersByUse(artefact.effect, program, table)
      : await answersByEffect(artefact, artefact.effect, { program, table, probability, clickhouse, asOf: round.asOf });
  const contacts = columnAfter(set, rows, 'contacts');
  const most = program.spec.limits.contact?.max ?? Infinity;
  const allowed = await allowedByCandidate(clickhouse, program, round.asOf);
  return {
    set,
    rows,
    profileIds: Array.from(rows.keys, String),
    probability,
    ...answers,
    trained: artefact.judgedOn !== 'nothing',
    eligible: (person, candidate) =>
      contacts[person] < most && allowed[candidate].every((people) => people.has(rows.keys[person])),
  };
};

type Answers = Pick<ScoredPeople, 'effect' | 'useProbability' | 'marginMinor'>;

/** Where uses are on record, they say how likely each person is to use what, and what such an order is worth. */
const answersByUse = async (model: ResponseModel, program: Program, table: Table): Promise<Answers> => {
  const { effect, use } = await runInWorker('predictResponse', { model, table });
  const of = byName(
    model.treatments.map(({ name }) => name),
    program,
  );
  return {
    effect: rowMajor(of.map((k) => effect[k])),
    useProbability: rowMajor(of.map((k) => use[k])),
    marginMinor: rowMajor(of.map((k) => new Float64Array(table.rows).fill(model.worthMinor[k]))),
  };
};

type ByEffect = {
  readonly program: Program;
  readonly table: Table;
  readonly probability: Float64Array;
  readonly clickhouse: ClickHouse;
  readonly asOf: Date;
};

/** Otherwise the effect on orders, what the person's orders are worth, and what share of buyers used the coupon so far. */
const answersByEffect = async (
  learned: Artefact,
  model: EffectModel,
  { program, table, probability, clickhouse, asOf }: ByEffect,
): Promise<Answers> => {
  const candidates = program.candidates.length;
  const worth = await predictWorth(learned, table);
  const effects = await runInWorker('predictEffect', { model, table });
  const of = byName(
    model.treatments.map(({ name }) => name),
    program,
  );
  const effect = rowMajor(of.map((k) => effects[k]));
  const useRate = await useRates(clickhouse, program, probability, asOf);
  const useProbability = effect.map(
    (tau, cell) => clamp(probability[Math.floor(cell / candidates)] + tau) * useRate[cell % candidates],
  );
  return { effect, useProbability, marginMinor: rowMajor(of.map(() => worth)) };
};

/** Where each candidate stands among the model's treatments. A model knows the candidates it was trained for. */
const byName = (names: readonly string[], program: Program): readonly number[] =>
  program.candidates.map((candidate) => {
    const k = names.indexOf(treatmentName(candidate));
    if (k < 0)
      throw problem('conflict', {
        detail: `the model of this round knows nothing of ${treatmentName(candidate)}; the program was changed since it was trained`,
        detailZh: `本轮模型不了解 ${treatmentName(candidate)}；训练之后计划被修改过`,
      });
    return k;
  });

/** Columns of candidates as one row per person. */
const rowMajor = (columns: readonly Float64Array[]): Float64Array => {
  const rows = new Float64Array(columns.length * (columns[0]?.length ?? 0));
  columns.forEach((column, o) => column.forEach((value, u) => (rows[u * columns.length + o] = value)));
  return rows;
};

/** For each candidate the sets a person must be in: reachable by its channel, willing to be, and whom its offer is meant for. */
const allowedByCandidate = async (
  clickhouse: ClickHouse,
  program: Program,
  asOf: Date,
): Promise<readonly (readonly ConsentedPeople[])[]> => {
  const purpose = purposeNamed(program.consentPurposes, program.spec.purpose);
  const sets = new Map<string, Promise<ConsentedPeople>>();
  const once = (name: string, read: () => Promise<ConsentedPeople>): Promise<ConsentedPeople> => {
    const known = sets.get(name) ?? read();
    sets.set(name, known);
    return known;
  };
  return Promise.all(
    program.candidates.map(({ offer, channel }) =>
      Promise.all([
        once(`contact ${channel.spec.contact}`, () => peopleWithIdentifier(clickhouse, channel.spec.contact, asOf)),
        once(`consent ${channel.name}`, () =>
          readConsented(clickhouse, { purpose, channels: consentChannels({ ...channel, ...channel.spec }) }, asOf),
        ),
        ...(offer.spec.eligible === undefined
          ? []
          : [
              once(`offer ${offer.name}`, () =>
                peopleWhere(clickhouse, offer.spec.eligible ?? '', program.known, asOf),
              ),
            ]),
      ]),
    ),
  );
};

/** Writes each person's score, its place among all, and the features that moved it most. */
export const scoreStep = async (
  round: Round,
  program: Program,
  people: ScoredPeople,
  artefact: Artefact,
  { clickhouse }: Deps,
): Promise<StepOutcome> => {
  const mean = people.probability.reduce((sum, p) => sum + p, 0) / Math.max(1, people.probability.length);
  const outcome = { figures: { people: people.profileIds.length, meanProbability: mean } };
  // one number for everybody is no score: whoever asks for one shall find none
  if (!people.trained) return outcome;
  const table = tableOf(people.set, people.rows);
  const contributions = await runInWorker('explainGbdt', { model: artefact.propensity.trees, table });
  const place = percentiles(people.probability);
  function* lines(): Generator<string> {
    for (const [u, profileId] of people.profileIds.entries()) {
      yield `${JSON.stringify({
        model: program.model.name,
        version: modelVersion(round),
        snapshot: snapshotName(round),
        as_of: sqlTime(round.asOf),
        profile_id: profileId,
        score: people.probability[u],
        percentile: place[u],
        reasons: topReasons(contributions, u, 5).map(({ name, contribution }) => ({ feature: name, contribution })),
      })}\n`;
    }
  }
  await clickhouse.insertRaw({
    table: 'scores',
    columns: [],
    format: 'JSONEachRow',
    body: Readable.from(lines(), { objectMode: true, highWaterMark: 2000 }),
  });
  return outcome;
};

/** Share of people with a lower score. */
const percentiles = (scores: Float64Array): Float64Array => {
  const sorted = scores.toSorted();
  return scores.map((score) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (sorted[middle] < score) low = middle + 1;
      else high = middle;
    }
    return low / Math.max(1, sorted.length);
  });
};

const clamp = (p: number): number => Math.min(1, Math.max(0, p));

/** Believed before anything was redeemed: worth this many buyers' evidence. */
const priorBuyers = 40;

/**
 * Of those who got a candidate and bought, which share used its coupon: what earlier rounds showed, pulled towards
 * the offer's declared prior while there is little of it.
 */
const useRates = async (
  clickhouse: ClickHouse,
  program: Program,
  probability: Float64Array,
  asOf: Date,
): Promise<readonly number[]> => {
  const rows = await clickhouse.query<{ offer: string; buyers: string; redeemed: string }>(
    `SELECT offer, countIf(orders > 0) AS buyers, countIf(orders > 0 AND redeemed) AS redeemed
     FROM (SELECT program, round, profile_id, offer FROM decisions FINAL WHERE program = {program:String} AND offer != '' AND as_of <= {until:DateTime64(3)}) AS decided
     INNER JOIN (SELECT * FROM outcomes FINAL WHERE program = {program:String}) AS outcome
       ON outcome.program = decided.program AND outcome.round = decided.round AND outcome.profile_id = decided.profile_id
     GROUP BY offer`,
    { program: program.name, until: sqlTime(daysBefore(asOf, program.spec.goal.horizonDays)) },
  );
  const seen = new Map(rows.map((row) => [row.offer, { buyers: Number(row.buyers), redeemed: Number(row.redeemed) }]));
  const base = probability.reduce((sum, p) => sum + p, 0) / Math.max(1, probability.length);
  return program.candidates.map(({ offer, coupon }) => {
    if (!coupon) return 0;
    const prior = clamp(offer.spec.prior.useProbability / Math.max(1e-6, base + offer.spec.prior.effect));
    const { buyers = 0, redeemed = 0 } = seen.get(offer.name) ?? {};
    return (redeemed + prior * priorBuyers) / (buyers + priorBuyers);
  });
};
