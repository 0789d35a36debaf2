import { couponsOfProfiles, messagesOfProfiles } from '#act';
import { readDecisions } from '#loop';
import { type ClickHouse, type Clock, inOneTrip, type Postgres, problem } from '#platform';
import {
  identifiersByKey,
  keysByKey,
  keysOfProfiles,
  readConsent,
  readKinds,
  readToldTraits,
  traitEventNames,
  traitsTold,
} from '#profile';
import type { PersonTitles } from './person-titles.ts';
import { readBelonging } from './read-belonging.ts';
import { nameMerges, readMerges } from './read-merges.ts';
import { readScores } from './read-scores.ts';
import { latestSnapshots, readSnapshots } from './read-snapshots.ts';
import type { PersonAnswer } from './schemas.ts';

export type PersonDeps = {
  readonly clickhouse: ClickHouse;
  readonly postgres: Postgres;
  readonly clock: Clock;
  readonly titles: () => Promise<PersonTitles>;
};

/** Somebody by their OneID, or as whoever holds an identifier now. */
export type Who = { readonly profileId: string } | { readonly key: string };

/**
 * One person in one answer. Two trips to the engine: whose keys; then what needs no more than these. A third one where
 * there is consent or a merge to tell of.
 */
export const readPerson = async (who: Who, deps: PersonDeps): Promise<PersonAnswer> => {
  const { postgres, clock, titles: readTitles } = deps;
  const clickhouse = inOneTrip(deps.clickhouse);
  const [{ profileId, keys, own }, titles, known] = await Promise.all([
    'key' in who
      ? keysByKey(clickhouse, who.key)
      : keysOfProfiles(clickhouse, [who.profileId]).then(([keyed]) => keyed),
    readTitles(),
    latestSnapshots(postgres),
  ]);
  const person = { profileId, keys };
  const [ids, kinds, snapshots, scores, decided, coupons, messages, merged, belonging, told] = await Promise.all([
    identifiersByKey(clickhouse, own),
    readKinds(clickhouse, person, traitEventNames),
    readSnapshots(clickhouse, known, keys),
    readScores(clickhouse, keys),
    readDecisions(clickhouse, { keys, limit: 20 }, titles.title, titles.currency),
    couponsOfProfiles({ postgres, clock }, keys),
    messagesOfProfiles(postgres, keys, 50),
    readMerges(clickhouse, keys),
    readBelonging(clickhouse, profileId, titles),
    readToldTraits(deps.clickhouse, keys),
  ]);
  if (ids.length === 0) throw problem('not_found', { detail: `person ${profileId}`, detailZh: `客户 ${profileId}` });
  const { activity, points } = kinds;
  // without a word of theirs in the log, the purposes' own rules hold
  const spoke = activity.some(({ name }) => name.startsWith('$consent_'));
  const [{ history: _, ...consent }, merges] = await Promise.all([
    readConsent(clickhouse, { profileId, keys: spoke ? keys : [] }, titles),
    nameMerges(clickhouse, merged, ids),
  ]);
  const traits = traitsTold(told, points);
  const present = new Map(snapshots.features.map(({ name, history }) => [name, history.at(-1)?.value ?? null]));
  const name = traits['name'];
  return {
    profileId,
    name: typeof name === 'string' && name !== '' ? name : null,
    ids: [...ids],
    firstSeen: ids.map(({ firstSeen }) => firstSeen).toSorted()[0],
    lastSeen: ids.map(({ lastSeen }) => lastSeen).toSorted()[ids.length - 1],
    events: activity.reduce((sum, { events }) => sum + events, 0),
    traits,
    ...belonging,
    activity: activity.map((each) => ({ ...each, title: titles.events.get(each.name) ?? null })),
    features: snapshots.features.map((feature) => ({
      name: feature.name,
      title: titles.title('Feature', feature.name),
      value: present.get(feature.name) ?? null,
      unit: titles.unit(feature.name),
      history: [...feature.history],
    })),
    featuresAsOf: snapshots.asOf,
    scores: scores.map(({ reasons, history, ...score }) => ({
      ...score,
      title: titles.title('Model', score.model),
      reasons: reasons.map(([feature, contribution]) => ({
        feature,
        title: titles.title('Feature', feature),
        value: present.get(feature) ?? null,
        contribution,
      })),
      history: [...history],
    })),
    decisions: decided.decisions,
    coupons: coupons.map((coupon) => ({
      code: coupon.code,
      coupon: coupon.couponType,
      title: titles.title('Coupon', coupon.couponType),
      program: coupon.program,
      round: coupon.round,
      state: coupon.state,
      issuedAt: coupon.issuedAt.toISOString(),
      redeemedAt: coupon.redeemedAt?.toISOString() ?? null,
    })),
    messages: messages.map(({ queuedAt, sendAfter, settledAt, ...message }) => ({
      ...message,
      channelTitle: titles.title('Channel', message.channel),
      queuedAt: queuedAt.toISOString(),
      sendAfter: sendAfter.toISOString(),
      settledAt: settledAt?.toISOString() ?? null,
    })),
    consent,
    merges: [...merges],
  };
};
