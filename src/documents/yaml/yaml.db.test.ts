import { describe, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import { createDocumentStore } from '../store/store.ts';
import { testMigrations, testRegistry } from '../testing.ts';
import { applyDocuments } from './apply.ts';
import { exportYaml } from './export-yaml.ts';
import { parseYaml } from './parse-yaml.ts';

const { postgres, clock } = await testStores({ migrations: testMigrations });
const store = createDocumentStore({ postgres, clock, registry: testRegistry });

const program = (audience: string) => `kind: Program
name: repurchase
title: { zh: 复购, en: Repurchase }
spec:
  audiences: [${audience}]
`;
const audience = (name: string, condition: string) => `kind: Audience
name: ${name}
title: { zh: 买家, en: Buyers }
spec:
  condition: "${condition}"
`;
const apply = (text: string, dryRun = false) =>
  applyDocuments(store, parseYaml(text, 'loop.yaml').documents, { dryRun, author: 'git' });
const outcomes = async (result: ReturnType<typeof apply>) =>
  (await result).documents.map(({ name, outcome, version }) => [name, outcome, version]);

describe('applyDocuments', () => {
  const files = `${program('buyers')}---\n${audience('buyers', 'count(order_paid) > 0')}`;

  test('a dry run says what would happen and writes nothing', async () => {
    expect(await outcomes(apply(files, true))).toEqual([
      ['repurchase', 'created', 1],
      ['buyers', 'created', 1],
    ]);
    expect(await store.list()).toEqual([]);
  });

  test('puts everything in force, whatever the order in the file; the second time nothing changes', async () => {
    expect((await apply(files)).applied).toBe(true);
    const before = await store.list();
    expect(before.map(({ state }) => state)).toEqual(['published', 'published']);
    expect(await outcomes(apply(files))).toEqual([
      ['repurchase', 'unchanged', 1],
      ['buyers', 'unchanged', 1],
    ]);
    expect(await store.list()).toEqual(before);
  });

  test('updates what differs and leaves the rest', async () => {
    const changed = `${program('buyers')}---\n${audience('buyers', 'count(order_paid) > 1')}`;
    expect(await outcomes(apply(changed))).toEqual([
      ['repurchase', 'unchanged', 1],
      ['buyers', 'updated', 2],
    ]);
  });

  test('with one error nothing is written, and the error has its place in the file', async () => {
    const before = await store.list();
    const broken = `${audience('good', 'true')}---\n${audience('bad', 'count(order_paid) > nothing')}`;
    const result = await apply(broken);
    expect(result.applied).toBe(false);
    expect(result.documents[1]).toMatchObject({
      outcome: 'problem',
      problems: [{ path: 'spec.condition', line: 11, column: 35 }],
    });
    expect(await store.list()).toEqual(before);
  });

  test.each([
    [`${audience('twin', 'true')}---\n${audience('twin', 'false')}`, 'twice'],
    ['kind: Nothing\nname: x\ntitle: { zh: 一, en: One }\nspec: {}\n', 'Nothing'],
    [audience('Bad Name', 'true'), 'name'],
    [program('missing'), 'not published'],
  ])('reports %j', async (text, words) => {
    const { applied, documents } = await apply(text);
    expect(applied).toBe(false);
    expect(JSON.stringify(documents.map(({ problems }) => problems))).toContain(words);
  });
});

test('an export applies to an empty store and exports again as the same bytes', async () => {
  await apply(`${program('buyers')}---\n${audience('buyers', "last(order_paid.city) = '北京' # remark")}`);
  const exported = exportYaml(await store.listInForce(), testRegistry);
  expect(exported.indexOf('kind: Audience')).toBeLessThan(exported.indexOf('kind: Program'));
  for (const key of [...(await store.listInForce())].reverse()) await store.archive(key);
  await apply(exported);
  expect(exportYaml(await store.listInForce(), testRegistry)).toBe(exported);
});

describe('parseYaml', () => {
  test.each([
    ['kind: A\nname: b\n  title: c\n', 2],
    ['kind: Audience\nname: x\ntitle: { zh: 一 }\nspec: {}\n', 3],
    [`${audience('a', 'true')}---\nname: x\n`, 7],
    ['just text', 1],
  ])('%j has a problem at line %i', (text, line) => {
    const { problems } = parseYaml(text, 'f.yaml');
    expect(problems[0]).toMatchObject({ file: 'f.yaml', line });
  });

  test('empty documents are skipped', () => {
    expect(parseYaml('---\n---\n# nothing\n')).toEqual({ documents: [], problems: [] });
  });

  test('a bomb of aliases is a problem, not a crash', () => {
    const lines = [
      'a: &a [x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'
        .split('')
        .map((letter, i) => `${letter}: &${letter} [${Array(9).fill(`*${'abcdefg'[i]}`).join(', ')}]`),
    ];
    expect(parseYaml(lines.join('\n')).problems.length).toBeGreaterThan(0);
  });
});
