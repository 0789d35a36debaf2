import { type Gyre, tagDeskOf } from '#app';
import { keySql } from './generate.ts';

/** What a person's page has besides the log: three rounds with decisions and scores, snapshots of forty features, two tags. */
export const writePages = async (gyre: Gyre, people: number): Promise<void> => {
  const { clickhouse, postgres } = gyre.stores;
  await tag(gyre);
  const person = `dictGetOrDefault('identity_map', 'profile_id', own, own)`;
  const who = `WITH ${keySql('user_id', `concat('u', toString(number))`)} AS own, cityHash64(number, {round:UInt32}) AS draw`;
  const names = Array.from({ length: 40 }, (_, i) => `feature_${String(i).padStart(2, '0')}`);
  for (const round of [1, 2, 3]) {
    const asOf = new Date(gyre.clock.now().getTime() - (4 - round) * 30 * 86_400_000);
    const params = { people, round, asOf, snapshot: `bench/${round}`, features: names.length };
    await clickhouse.command(
      `INSERT INTO feature_rows ${who}
       SELECT {snapshot:String}, ${person}, {asOf:DateTime64(3, 'UTC')},
         arrayMap(i -> toFloat32(cityHash64(draw, i) % 1000), range({features:UInt32})) FROM numbers({people:UInt64})`,
      params,
    );
    await postgres.query(
      'INSERT INTO feature_snapshots (snapshot, as_of, names, built_at) VALUES ($1, $2, $3, now())',
      [params.snapshot, asOf, names],
    );
    await clickhouse.command(
      `INSERT INTO scores (model, version, snapshot, as_of, profile_id, score, percentile, reasons) ${who}
       SELECT 'repurchase', {snapshot:String}, {snapshot:String}, {asOf:DateTime64(3, 'UTC')}, ${person}, draw % 1000 / 1000, draw % 1000 / 1000,
         arrayMap(i -> (concat('feature_0', toString(i)), toFloat32(0.1)), range(5)) FROM numbers({people:UInt64})`,
      params,
    );
    await clickhouse.command(
      `INSERT INTO decisions (decision_id, program, round, profile_id, as_of, "group", offer, channel, score, value_minor, cost_minor, propensity, candidates, reasons) ${who}
       SELECT generateUUIDv4(), 'bench', {round:UInt32}, ${person}, {asOf:DateTime64(3, 'UTC')}, 'model', 'voucher', 'sms', 0.1, 900, 50, 0.9,
         [('voucher', 'sms', 900, 50), ('voucher', 'email', 700, 10)],
         '{"why":{"type":"best_net_value","candidate":0,"netMinor":850,"priceMinor":20},"whyNot":[],"columns":[["voucher","sms"],["voucher","email"]]}'
       FROM numbers({people:UInt64}) WHERE draw % 3 = 0`,
      params,
    );
  }
};

/** A rule and a ranked one, worked out for everybody as the server does it. */
const tag = async (gyre: Gyre): Promise<void> => {
  const value = (value: string, rest: object) => ({ value, title: { zh: value, en: value }, ...rest });
  const contents = [
    {
      kind: 'Tag',
      name: 'bench_stage',
      title: { zh: 'bench_stage', en: 'bench_stage' },
      spec: {
        type: 'rule',
        values: [
          value('active', { when: 'days_since(order_paid) <= 90' }),
          value('dormant', { when: 'days_since(order_paid) <= 365' }),
          value('visitor', { when: 'days_since(page_viewed) <= 365' }),
        ],
      },
    },
    {
      kind: 'Tag',
      name: 'bench_tier',
      title: { zh: 'bench_tier', en: 'bench_tier' },
      spec: {
        type: 'ranked',
        by: 'sum(order_paid.amount, 365d)',
        among: 'count(order_paid, 365d) >= 1',
        every: 'month',
        shares: [value('high', { top: '20%' }), value('ordinary', {})],
      },
    },
  ];
  for (const content of contents) await gyre.documents.saveDraft(content, { author: 'bench' });
  const result = await gyre.documents.publish(contents, { author: 'bench' });
  if (result.type !== 'published') throw new Error(JSON.stringify(result));
  await tagDeskOf(gyre).refresh();
};
