import { Readable } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { storableJson } from '../storable.ts';
import { compileRule } from './compile-rule.ts';
import { refusalSql, violationsSql } from './plan-sql.ts';
import type { EventRule, PropertyRule } from './rule.ts';
import { propertyTypes } from './schemas.ts';
import { codeOf } from './violation.ts';

const { clickhouse } = await testStores();
await clickhouse.command(
  'CREATE TABLE bodies (n UInt32, properties JSON(max_dynamic_paths = 8)) ENGINE = MergeTree ORDER BY n',
);

const names = ['a', 'b', 'Order ID', '金额'] as const;
/** Values that sit on the edges of the rules below, and everything else JSON can say. */
const value = fc.oneof(
  fc.constantFrom('', 'x', 'xy', 'AB-12', '日本', '2026-01-31', '2026-01-31T10:00:00Z', '2026-13-01', 'a'.repeat(300)),
  fc.constantFrom(0, -0, 1, 2, 2.5, -3, 1e21, 2 ** 63, 9007199254740992, 1e-7, Infinity),
  fc.constantFrom(
    true,
    false,
    null,
    {},
    [],
    [1],
    [1, 'x', null],
    [[]],
    { b: 1 },
    { b: {} },
    { b: [] },
    { b: { c: 'x' } },
  ),
  fc.string({ unit: 'grapheme', maxLength: 6 }),
  fc.double({ noNaN: true }),
);
const keys = fc.oneof(
  fc.constantFrom(...names, 'c', 'a.b', 'b.c.d', '.x', 'A'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);
const body = fc
  .dictionary(keys, value, { maxKeys: 6 })
  // the store refuses what no sender means: see storable.ts
  .filter((object) => Object.keys(object).every((key) => key !== '' && !key.endsWith('.') && !key.startsWith('..')));

const property = (name: string): fc.Arbitrary<PropertyRule> =>
  fc
    .record({
      type: fc.constantFrom(...propertyTypes),
      required: fc.boolean(),
      limits: fc.record(
        {
          values: fc.constantFrom<(string | number)[]>(['x', '日本'], [1, 2.5]),
          min: fc.constantFrom(-1, 1),
          max: fc.constantFrom(1, 2),
          maxLength: fc.constantFrom(0, 1, 2),
          pattern: fc.constantFrom('[A-Z]{2}-\\d+', '.', '\\p{L}*', 'x|xy'),
        },
        { requiredKeys: [] },
      ),
    })
    .map(({ type, required, limits }) => ({
      name,
      required,
      type,
      personal: 'none',
      shared: false,
      title: undefined,
      ...limitsOf(type, limits),
    }));
/** As publishing demands: a rule has only what fits its type. */
const limitsOf = (type: PropertyRule['type'], limits: Partial<PropertyRule>): Partial<PropertyRule> => {
  const { values, min, max, maxLength, pattern } = limits;
  const number = type === 'number' || type === 'integer';
  return {
    ...(values && (number || type === 'string') && typeof values[0] === (number ? 'number' : 'string')
      ? { values }
      : {}),
    ...(number && min !== undefined ? { min } : {}),
    ...(number && max !== undefined ? { max } : {}),
    ...((type === 'string' || type === 'list') && maxLength !== undefined ? { maxLength } : {}),
    ...(type === 'string' && pattern !== undefined ? { pattern } : {}),
  };
};
const rule: fc.Arbitrary<EventRule> = fc.record({
  name: fc.constant('e'),
  mode: fc.constantFrom('observe', 'enforce'),
  unknownProperties: fc.constantFrom('allow', 'observe', 'refuse'),
  properties: fc.subarray([...names]).chain((chosen) => fc.tuple(...chosen.map(property))),
});

test('the check on arrival and its SQL twin find the same, whatever the rule and the properties', async () => {
  await fc.assert(
    fc.asyncProperty(rule, fc.array(body, { minLength: 30, maxLength: 60 }), async (given, bodies) => {
      await clickhouse.command('TRUNCATE TABLE bodies');
      const lines = bodies.map((each, n) => `[${n},${storableJson(each)}]\n`);
      await clickhouse.insertRaw({
        table: 'bodies',
        columns: ['n', 'properties'],
        format: 'JSONCompactEachRow',
        body: Readable.from(lines),
      });
      const { sql, params } = violationsSql(given);
      const refusal = refusalSql(given, 'properties', 'refusal');
      const rows = await clickhouse.query<{ found: string[]; refused: string }>(
        `SELECT ${sql} AS found, ${refusal.sql} AS refused FROM bodies ORDER BY n`,
        { ...params, ...refusal.params },
      );
      const compiled = compileRule(given);
      const expected = bodies.map((each) => {
        const violations = compiled.violations(each);
        const counted = violations.filter(({ what }) => what !== 'unknown' || given.unknownProperties === 'refuse');
        const first = given.mode === 'enforce' ? counted[0] : undefined;
        return { found: violations.map(codeOf), refused: first === undefined ? '' : codeOf(first) };
      });
      expect(rows).toEqual(expected);
      // the cheap question may say "look closer", but never "all is well" when it is not
      for (const [n, each] of bodies.entries()) if (compiled.holds(each)) expect(expected[n]?.found).toEqual([]);
    }),
    { numRuns: 60, seed: 20_261_123 },
  );
});
