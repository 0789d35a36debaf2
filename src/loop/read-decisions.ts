import { isoTime } from '#collect';
import type { ClickHouse } from '#platform';
import { identifiersOf } from '#profile';
import { type Reason, type Rejection, reasonWords } from '#decide';
import type { Words } from '../platform/schemas.ts';
import type { Decision, DecisionsAnswer } from './schemas.ts';

export type DecisionFilter = {
  readonly program?: string;
  readonly round?: number;
  readonly group?: string;
  /** `none` for people who get nothing. */
  readonly offer?: string;
  /** A person's identifier keys; their decisions are not given names. */
  readonly keys?: readonly string[];
  /** Decision id after which the page starts. */
  readonly after?: string;
  readonly limit: number;
};

export type TitleOf = (kind: 'Offer' | 'Channel', name: string) => Words;

type Row = {
  decision_id: string;
  program: string;
  round: number;
  profile_id: string;
  as_of: string;
  group: Decision['group'];
  offer: string;
  channel: string;
  score: number;
  value_minor: number;
  cost_minor: number;
  propensity: number;
  candidates: [string, string, number, number][];
  reasons: string;
};

/** Decisions with their candidates and reasons in words, a page at a time. */
export const readDecisions = async (
  clickhouse: ClickHouse,
  filter: DecisionFilter,
  titleOf: TitleOf,
  currency: string,
): Promise<DecisionsAnswer> => {
  const conditions = [
    filter.program === undefined ? '' : 'program = {program:String}',
    filter.round === undefined ? '' : 'round = {round:UInt32}',
    filter.group ? '"group" = {group:String}' : '',
    filter.offer === undefined || filter.offer === ''
      ? ''
      : filter.offer === 'none'
        ? `offer = ''`
        : 'offer = {offer:String}',
    filter.keys ? 'profile_id IN {keys:Array(UInt64)}' : '',
    filter.after ? 'decision_id > {after:UUID}' : '',
  ].filter((text) => text !== '');
  const rows = await clickhouse.query<Row>(
    `SELECT decision_id, program, round, profile_id, as_of, "group", offer, channel, score, value_minor, cost_minor, propensity, candidates, reasons
     FROM decisions ${filter.keys ? '' : 'FINAL'} ${conditions.length > 0 ? `WHERE ${conditions.join(' AND ')}` : ''}
     ORDER BY ${filter.keys ? 'as_of DESC, ' : ''}decision_id${filter.keys ? ', fence DESC' : ''} ${filter.keys ? 'LIMIT 1 BY decision_id' : ''} LIMIT {limit:UInt32}`,
    {
      program: filter.program ?? '',
      round: filter.round ?? 0,
      group: filter.group ?? '',
      offer: filter.offer ?? '',
      keys: filter.keys ?? [],
      after: filter.after ?? '00000000-0000-0000-0000-000000000000',
      limit: filter.limit,
    },
    { output_format_json_named_tuples_as_objects: 0, output_format_json_quote_64bit_floats: 0 },
  );
  // whoever asks about a person knows who that is
  const asked = filter.keys ? [] : [...new Set(rows.map((row) => row.profile_id))];
  const people = await identifiersOf(clickhouse, asked);
  return {
    decisions: rows.map((row) => decisionOf(row, tellingId(people.get(row.profile_id) ?? []), titleOf, currency)),
    // a person's decisions are few and come by time; only rounds have pages
    next: !filter.keys && rows.length === filter.limit ? (rows.at(-1)?.decision_id ?? null) : null,
  };
};

/** By what an operator knows somebody. */
const tellingId = (ids: readonly { readonly type: string; readonly value: string }[]): string | undefined =>
  ids.toSorted((a, b) => rank(a.type) - rank(b.type) || (a.type < b.type ? -1 : 1))[0]?.value;
const rank = (type: string): number => (type === 'user_id' ? 0 : 1);

const decisionOf = (row: Row, person: string | undefined, titleOf: TitleOf, currency: string): Decision => {
  const candidates = row.candidates.map(([offer, channel, valueMinor, costMinor]) => ({
    offer,
    channel,
    valueMinor,
    costMinor,
    netMinor: valueMinor - costMinor,
    chosen: offer === row.offer && channel === row.channel,
  }));
  return {
    decisionId: row.decision_id,
    profileId: row.profile_id,
    person: person ?? row.profile_id,
    program: row.program,
    round: row.round,
    at: isoTime(row.as_of),
    group: row.group,
    offer: row.offer || null,
    channel: row.channel || null,
    score: row.score,
    valueMinor: row.value_minor,
    costMinor: row.cost_minor,
    propensity: row.propensity,
    candidates,
    reasons: wordsOf(row, titleOf, currency),
  };
};

const wordsOf = (row: Row, titleOf: TitleOf, currency: string): Words[] => {
  // written by the plan step from these very types
  const { why, whyNot, columns } = JSON.parse(row.reasons) as {
    why: Reason;
    whyNot: Rejection[];
    columns: [string, string][];
  };
  const names = {
    candidate: (index: number): Words => {
      const [offer, channel] = columns[index];
      const [o, c] = [titleOf('Offer', offer), titleOf('Channel', channel)];
      return { zh: `${o.zh}（${c.zh}）`, en: `${o.en} by ${c.en}` };
    },
    resource: (name: string): Words => resourceTitle(name, titleOf),
    money: (minor: number): string => money(minor, currency),
  };
  return [why, ...whyNot].map((reason) => reasonWords(reason, names));
};

/** `budget`, `channel:sms`, `coupon:voucher80` as an operator calls them. */
export const resourceTitle = (name: string, titleOf: TitleOf): Words => {
  const [kind = '', about = ''] = name.split(':');
  if (kind === 'channel') {
    const title = titleOf('Channel', about);
    return { zh: `${title.zh}的发送量`, en: `${title.en} capacity` };
  }
  if (kind === 'coupon') {
    const title = titleOf('Offer', about);
    return { zh: `${title.zh}的库存`, en: `stock of ${title.en}` };
  }
  return { zh: '预算', en: 'the budget' };
};

const money = (minor: number, currency: string): string => `${(minor / 100).toFixed(2)} ${currency}`;
