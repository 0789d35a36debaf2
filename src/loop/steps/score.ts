import { Readable } from 'node:stream';
import { type ClickHouse, sqlTime } from '#platform';
import { predictPropensity, runInWorker, topReasons } from '#predict';
import {
  consentChannels,
  type ConsentedPeople,
  type FeatureSet,
  type NumberRows,
  peopleWhere,
  peopleWithIdentifier,
  purposeNamed,
  readConsented,
} from '#profile';
import { type ExpectedAnswers, expectedAnswers } from '../expected-answers.ts';
import type { Artefact } from '../model-store.ts';
import { columnAfter, programFeatures, readPeople, tableOf } from '../people-table.ts';
import type { Program } from '../program.ts';
import type { Round, StepOutcome } from '../round-store.ts';
import { snapshotName } from './features.ts';

/** Everybody a round decides about, with what the models say. Row-major arrays are people × candidates. */
export type ScoredPeople = ExpectedAnswers & {
  readonly set: FeatureSet;
  readonly rows: NumberRows;
  readonly profileIds: readonly string[];
  /** P(goal within the horizon) if nothing is sent. */
  readonly probability: Float64Array;
  readonly eligible: (person: number, candidate: number) => boolean;
  /** Whether anything tells people apart; without it chance decides in the model's place. */
  readonly trained: boolean;
};

export const modelVersion = ({ program, round }: Round): string => `${program}-${round}`;

type Deps = { readonly clickhouse: ClickHouse };

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
  const answers = await expectedAnswers(artefact, { program, table, probability, clickhouse, asOf: round.asOf });
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
