import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { GyreError } from '#platform';
import { parseMapping } from './mapping.ts';

const minimal = 'source: s\ntime: { column: at }\nids: { user_id: who }\nevents: [{ name: order_paid }]\n';
const problemOf = (yaml: string) => {
  try {
    parseMapping(yaml);
  } catch (cause) {
    if (cause instanceof GyreError) return cause;
    throw cause;
  }
  throw new Error('the mapping was accepted');
};

test('four entries are enough', () => {
  expect(parseMapping(minimal)).toMatchObject({
    delimiter: ',',
    encoding: 'utf-8',
    currency: 'CNY',
    require: [],
    properties: {},
  });
});

test.each([
  ['source: [', undefined],
  [minimal.replace('time: { column: at }', ''), 'time'],
  [`${minimal}colour: red`, ''],
  [minimal.replace('user_id', 'User-Id'), 'ids.User-Id'],
  [minimal.replace('{ user_id: who }', '{}'), 'ids'],
  [`${minimal}require: [{ test: { column: a, above: 1, below: 2 }, reason: r }]`, 'require.0.test'],
  [`${minimal}require: [{ test: { column: a, matches: "(" }, reason: r }]`, 'require.0.test.matches'],
  [minimal.replace('order_paid', '$order'), 'events.0.name'],
  [minimal.replace('column: at', 'column: at, offset: "+99:99"'), 'time.offset'],
  [`${minimal}currency: *nobody`, undefined],
])('%j is refused with the place', (yaml, field) => {
  expect(problemOf(yaml)).toMatchObject({ code: 'invalid_input', facts: field === undefined ? {} : { field } });
});

test('scripts may be named as the engine names them', () => {
  const yaml = `${minimal}require: [{ test: { column: a, matches: '^\\p{Han}+$' }, reason: r }]`;
  expect(parseMapping(yaml).require[0]?.test.matches).toBe('^\\p{Han}+$');
});

test('a refusal speaks Chinese, too', () => {
  expect(problemOf(minimal.replace('source: s', 'source: 1')).publicText.zh).toMatch(
    /输入有误：映射：source: .*[一-龥]/,
  );
});

test('the mappings in examples/ and in docs/import.md are valid', () => {
  const root = new URL('../../../', import.meta.url);
  const examples = readdirSync(new URL('examples/', root), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('mapping.yaml'),
  );
  expect(examples.length).toBeGreaterThan(1);
  for (const file of examples) parseMapping(readFileSync(new URL(`examples/${file}`, root), 'utf8'));
  const inDocs = [...readFileSync(new URL('docs/import.md', root), 'utf8').matchAll(/```yaml\n(source:[^`]*)```/g)];
  expect(inDocs.length).toBeGreaterThan(0);
  for (const [, yaml = ''] of inDocs) parseMapping(yaml);
});
