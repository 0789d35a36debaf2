import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { planOf } from './field-plan.ts';
import { normaliseSql } from './field-sql.ts';
import { levelOf, weightOf } from './reference-score.fixture.ts';
import { levelIn } from './field-plan.ts';
import { aRule, matchRows } from './testing.ts';

const { clickhouse } = await testStores();

/** Every comparison, names that change places, term frequency: all that SQL does to a pair. */
const spec = aRule({
  fields: [
    { name: 'given', compare: { type: 'jaro_winkler' }, exchangedWith: 'surname', termFrequency: true },
    { name: 'surname', compare: { type: 'jaro_winkler' }, termFrequency: true },
    { name: 'born', compare: { type: 'date' } },
    { name: 'code', compare: { type: 'edits' } },
    { name: 'postcode', compare: { type: 'postcode' } },
    { name: 'mail', compare: { type: 'email' } },
    { name: 'full', compare: { type: 'chinese_name' }, termFrequency: true },
    { name: 'street', compare: { type: 'bigrams' } },
    { name: 'height', compare: { type: 'number' } },
    { name: 'sex', compare: { type: 'exact' } },
  ],
  // one value for all: every pair is a candidate
  blocking: [[{ fields: ['sex'] }], [{ fields: ['born'], by: 'year' }]],
  largestBlock: 10_000,
});
const plan = planOf(spec);

const oneOf = (...texts: readonly string[]) => fc.constantFrom(...texts, '');
const rowArbitrary = fc.record({
  given: oneOf('martha', 'marhta', 'smith', 'smyth', 'jo', 'jonathan'),
  surname: oneOf('smith', 'smiht', 'martha', 'dixon', 'dicksonx'),
  born: oneOf('19900102', '19900201', '19900103', '19910102', '19990230', '20050505'),
  code: oneOf('1234567', '1234576', '123456', '7654321', '1234'),
  postcode: oneOf('200040', '200041', '200333', '100000'),
  mail: oneOf('a.b@x.org', 'a.b@y.org', 'ab@x.org', 'q@z.cn'),
  full: oneOf('张伟', '张玮', '伟张', '王小明', '王明', '王小红'),
  street: oneOf('人民路10号阳光花园3栋', '人民路10号阳光花园', '中山路1号', '人民路12号阳光家园3栋'),
  height: oneOf('170', '170.5', '178', '190'),
  sex: fc.constantFrom('f'),
});

describe('pairs in SQL', () => {
  test('have the levels and the weight that the definitions give, for every comparison', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(rowArbitrary, { minLength: 12, maxLength: 25 }), async (rows) => {
        const { pairs, found } = await matchRows(clickhouse, spec, rows);
        const records = rows.map((row) =>
          plan.fields
            .map(({ name }) => Object.entries(row).find(([key]) => key === name)?.[1] ?? '')
            .map((value, i) =>
              plan.fields[i]?.normalise === 'letters' ? value.replaceAll(/[^\p{L}\p{N}]/gu, '') : value,
            ),
        );
        const share = (at: number, value: string): number => {
          const known = records.filter((record) => record[at] !== '');
          return known.filter((record) => record[at] === value).length / known.length;
        };
        for (const pair of pairs) {
          const a = records[Number(pair.a) - 1] ?? [];
          const b = records[Number(pair.b) - 1] ?? [];
          for (const field of plan.fields) {
            expect([field.name, a, b, levelIn(pair.pattern, field)]).toEqual([
              field.name,
              a,
              b,
              levelOf(plan, field, a, b),
            ]);
          }
          const weight = weightOf(plan, found.model, { a, b, share: ({ at }, value) => share(at, value) });
          expect(pair.weight).toBeCloseTo(weight, 6);
        }
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });

  test('come from the union of the blocking rules, each once', async () => {
    const rows = [
      { name: 'ann', born: '1990-01-01' },
      { name: 'ann', born: '1990-01-01' },
      { name: 'ann', born: '1980-05-05' },
      { name: 'bob', born: '1980-05-05' },
      { name: 'cid', born: '' },
      { name: '', born: '' },
      { name: '', born: '' },
    ];
    // 1–2, 1–3, 2–3 by name; 1–2 and 3–4 by birth: four pairs, and nothing through missing values
    const { found } = await matchRows(clickhouse, aRule(), rows);
    expect(found.candidates).toBe(4);
  });

  test('leave out values so common that they are no key, and say how many records that were', async () => {
    const rows = Array.from({ length: 6 }, (_, i) => ({ name: i < 4 ? 'test' : `n${i}`, born: `1990-01-0${i + 1}` }));
    const { found } = await matchRows(clickhouse, aRule({ largestBlock: 3 }), rows);
    expect(found.candidates).toBe(0);
    expect(found.blocking[0]).toEqual({ pairs: 0, largest: 1, tooCommon: 4 });
  });

  test('are refused when a rule would make more than allowed, naming the rule', async () => {
    const rows = Array.from({ length: 60 }, () => ({ name: 'same', born: '1990-01-01' }));
    await expect(matchRows(clickhouse, aRule({ mostPairs: 1000 }), rows)).rejects.toMatchObject({
      code: 'unprocessable',
      facts: { field: 'spec.blocking[0]' },
    });
  });

  test('come out the same every time', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => ({ name: `name${i % 13}`, born: `19${60 + (i % 7)}-01-01` }));
    const first = await matchRows(clickhouse, aRule(), rows);
    const second = await matchRows(
      clickhouse,
      aRule(),
      rows.map((row) => ({ ...row })),
    );
    expect(second.found.model).toEqual(first.found.model);
    expect(second.pairs).toEqual(first.pairs);
  });
});

describe('normalisation', () => {
  test.each([
    ['letters', " O'Brien ", 'obrien'],
    ['letters', 'José', 'jose'],
    ['letters', 'ＡＢＣ', 'abc'],
    ['letters', '上海市 人民路10号', '上海市人民路10号'],
    ['digits', '+86 138-0000-1111', '8613800001111'],
    ['date', '1990-01-02', '19900102'],
    ['date', '1990年1月2日', '19900102'],
    ['date', '19900102', '19900102'],
    ['date', 'soon', ''],
    ['text', 'N/A', ''],
    ['text', '未知', ''],
    ['email', ' A.B@X.org', 'a.b@x.org'],
  ] as const)('%s: %j is compared as %j', async (normalise, raw, expected) => {
    const [row] = await clickhouse.query<{ value: string }>(
      `SELECT ${normaliseSql('{raw:String}', normalise)} AS value`,
      { raw },
    );
    expect(row?.value).toBe(expected);
  });
});
