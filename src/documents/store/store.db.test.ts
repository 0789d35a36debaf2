import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testStores } from '#platform/testing.ts';
import type { DocumentContent } from '../document.ts';
import { anAudience, aProgram, audienceKind, testMigrations, testRegistry } from '../testing.ts';
import { createDocumentStore } from './store.ts';

const { postgres, clock } = await testStores({ migrations: testMigrations });
const store = createDocumentStore({ postgres, clock, registry: testRegistry });

let made = 0;
const freshName = (): string => `doc-${(made += 1)}`;

const publish = async (...documents: readonly DocumentContent[]) => {
  for (const document of documents) await store.saveDraft(document);
  return store.publish(documents);
};

describe('the life of a document', () => {
  test('runs draft → checked → published → archived, with author and time of every step', async () => {
    const audience = anAudience(freshName());
    expect(await store.saveDraft(audience, { author: 'li' })).toMatchObject({
      version: 1,
      state: 'draft',
      updatedBy: 'li',
    });
    expect((await store.check(audience, { author: 'wang' })).document.state).toBe('checked');
    await store.publish([audience], { author: 'zhao' });
    expect(await store.get(audience)).toMatchObject({ version: 1, state: 'published' });
    expect(await store.archive(audience, { author: 'qian' })).toMatchObject({ state: 'archived' });
    expect((await store.history(audience)).map(({ state, author }) => [state, author])).toEqual([
      ['archived', 'qian'],
      ['published', 'zhao'],
      ['checked', 'wang'],
      ['draft', 'li'],
    ]);
  });

  test('keeps the version in force while the next is written, and archives it when that is published', async () => {
    const audience = anAudience(freshName());
    await publish(audience);
    const next = { ...audience, spec: { condition: 'count(order_paid) > 5' } };
    expect(await store.saveDraft(next)).toMatchObject({ version: 2, state: 'draft' });
    expect(await store.inForce(audience)).toMatchObject({ version: 1, spec: audience.spec });
    await store.publish([audience]);
    expect(await store.inForce(audience)).toMatchObject({ version: 2, spec: next.spec });
    expect(await store.version(audience, 1)).toMatchObject({ state: 'archived' });
  });

  test('saving what stands already changes nothing, however its keys are ordered', async () => {
    const audience = { ...anAudience(freshName()), spec: { condition: 'true', remark: 'x' } };
    await publish(audience);
    const before = await store.get(audience);
    expect(await store.saveDraft({ ...audience, spec: { remark: 'x', condition: 'true' } })).toEqual(before);
  });

  test('a checked draft that is changed is a draft again, of the same version', async () => {
    const audience = anAudience(freshName());
    await store.saveDraft(audience);
    await store.check(audience);
    expect(await store.saveDraft({ ...audience, spec: { condition: 'false' } })).toMatchObject({
      version: 1,
      state: 'draft',
    });
  });

  test('an archived document comes back as a new version', async () => {
    const audience = anAudience(freshName());
    await publish(audience);
    await store.archive(audience);
    expect(await store.saveDraft(audience)).toMatchObject({ version: 2, state: 'draft' });
  });
});

describe('writers at the same time', () => {
  test('a change made in between is a conflict', async () => {
    const audience = anAudience(freshName());
    const { revision } = await store.saveDraft(audience, { revision: 0 });
    await store.saveDraft({ ...audience, spec: { condition: 'true' } }, { revision });
    await expect(store.saveDraft({ ...audience, spec: { condition: 'false' } }, { revision })).rejects.toMatchObject({
      code: 'conflict',
    });
  });

  test('of many first writers with the same revision exactly one succeeds', async () => {
    const name = freshName();
    const writes = Array.from({ length: 8 }, (_, i) =>
      store.saveDraft(anAudience(name, `count(a) > ${i}`), { revision: 0 }),
    );
    const results = await Promise.allSettled(writes);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await store.history({ kind: 'Audience', name })).toHaveLength(1);
  });

  test('many publishers of one draft leave one version in force', async () => {
    const audience = anAudience(freshName());
    await store.saveDraft(audience);
    await Promise.all(Array.from({ length: 6 }, () => store.publish([audience])));
    expect((await store.history(audience)).filter(({ state }) => state === 'published')).toHaveLength(1);
  });
});

describe('check and publish', () => {
  test.each([
    [{ condition: 3 }, 'spec.condition'],
    [{ condition: 'count(', extra: 1 }, 'spec'],
    [{ condition: 'count(order_paid)' }, 'spec.condition'],
    [{ condition: 'in_audience(nobody-here)' }, 'spec.condition'],
  ])('%j has an error at %s in both languages and cannot be published', async (spec, path) => {
    const audience = { ...anAudience(freshName()), spec };
    await store.saveDraft(audience);
    const { document, problems } = await store.check(audience);
    expect(document.state).toBe('draft');
    expect(problems.filter(({ severity }) => severity === 'error')[0]).toMatchObject({ path });
    expect(problems.every(({ message }) => /\p{Script=Han}/u.test(message.zh))).toBe(true);
    expect(await store.publish([audience])).toMatchObject({ type: 'refused' });
  });

  test('an expression error names its place within the text', async () => {
    const audience = anAudience(freshName(), 'count(order_paid) >=\n  "2"');
    await store.saveDraft(audience);
    expect((await store.check(audience)).problems[0]).toMatchObject({
      path: 'spec.condition',
      within: { line: 1, column: 1 },
    });
  });

  test('a set is published whole, referred ones first, or not at all', async () => {
    const [a, b, bad] = [anAudience(freshName()), freshName(), anAudience(freshName(), 'nonsense')];
    const program = aProgram(b, a.name);
    for (const document of [program, a, bad]) await store.saveDraft(document);
    expect(await store.publish([program, a, bad])).toMatchObject({ type: 'refused', problems: [{ name: bad.name }] });
    expect(await store.inForce(a)).toBeUndefined();
    const result = await store.publish([program, a]);
    expect(result.type === 'published' && result.documents.map(({ name }) => name)).toEqual([a.name, program.name]);
  });

  test('a program whose audience is only a draft cannot be published', async () => {
    const audience = anAudience(freshName());
    await store.saveDraft(audience);
    expect(await publish(aProgram(freshName(), audience.name))).toMatchObject({
      type: 'refused',
      problems: [{ path: 'spec.audiences[0]' }],
    });
  });

  test('a circle is reported with its way, also when it closes through what is in force', async () => {
    const [one, two] = [freshName(), freshName()];
    await publish(anAudience(one));
    await publish(anAudience(two, `in_audience("${one}")`));
    const result = await publish(anAudience(one, `in_audience("${two}")`));
    expect(result).toMatchObject({ type: 'refused' });
    expect(result.type === 'refused' && result.problems[0]?.message.en).toContain(
      `Audience/${one} → Audience/${two} → Audience/${one}`,
    );
  });

  test('any set without circles is published with every document after those it refers to', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 7 }).chain((size) =>
          fc.record({
            size: fc.constant(size),
            links: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 12 }),
            order: fc.shuffledSubarray([...Array(size).keys()], { minLength: size }),
          }),
        ),
        async ({ size, links, order }) => {
          const names = Array.from({ length: size }, freshName);
          // links from higher to lower numbers only: no circle
          const below = (i: number) => [
            ...new Set(links.filter(([from, to]) => from === i && to < i).map(([, to]) => names[to])),
          ];
          const audiences = names.map((name, i) =>
            anAudience(name, ['true', ...below(i).map((other) => `in_audience("${other}")`)].join(' and ')),
          );
          const result = await publish(...order.flatMap((i) => audiences[i] ?? []));
          const published = result.type === 'published' ? result.documents.map(({ name }) => name) : [];
          expect(published.toSorted()).toEqual(names.toSorted());
          names.forEach((name, i) =>
            below(i).forEach((other) => expect(published.indexOf(other ?? '')).toBeLessThan(published.indexOf(name))),
          );
        },
      ),
      { numRuns: 15 },
    );
  });
});

test('archiving is refused while a published document refers to it, and names that one', async () => {
  const audience = anAudience(freshName());
  const program = aProgram(freshName(), audience.name);
  await publish(audience, program);
  await expect(store.archive(audience)).rejects.toThrow(program.name);
  await store.archive(program);
  expect(await store.archive(audience)).toMatchObject({ state: 'archived' });
});

test('published() gives valid specs with their defaults', async () => {
  const audience = anAudience(freshName());
  await publish(audience);
  const found = (await store.published(audienceKind)).find(({ name }) => name === audience.name);
  expect(found?.spec).toEqual({ condition: 'count(order_paid) > 0', remark: '' });
});

test('diff tells what changed between two versions', async () => {
  const program = aProgram(freshName(), 'x', 'y');
  await store.saveDraft(program);
  await store.archive(program);
  await store.saveDraft({
    ...program,
    title: { ...program.title, en: 'Renamed' },
    spec: { audiences: ['x'], budgetMinor: 5 },
  });
  expect(await store.diff(program, 1, 2)).toEqual([
    { type: 'changed', path: 'title.en', before: program.title.en, after: 'Renamed' },
    { type: 'removed', path: 'spec.audiences[1]', before: 'y' },
    { type: 'added', path: 'spec.budgetMinor', after: 5 },
  ]);
  await expect(store.diff(program, 1, 9)).rejects.toMatchObject({ code: 'not_found' });
});

test.each([
  [{ kind: 'Nothing' }, 'not_found'],
  [{ name: 'Not A Name' }, 'invalid_input'],
  [{ spec: { condition: 'x'.repeat(300_000) } }, 'payload_too_large'],
])('saveDraft refuses %o with %s', async (change, code) => {
  await expect(store.saveDraft({ ...anAudience('fine'), ...change })).rejects.toMatchObject({ code });
});
