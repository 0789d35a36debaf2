import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { byteBound, createQueue, maxBytes, maxEntries, maxEntryBytes, type Rank } from './queue.ts';
import { memoryShelf, type Shelf } from './shelf.ts';

const aQueue = (args: { readonly shelf?: Shelf; readonly owner?: string; readonly writeKey?: string } = {}) => {
  const { shelf = memoryShelf(), owner = 'tab-1', writeKey = 'gyre_write_abcdef' } = args;
  let now = 1_790_000_000_000;
  return createQueue({ shelf: () => shelf, owner, writeKey, now: () => now++ });
};
const textsOf = (queue: ReturnType<typeof aQueue>, owner?: string) =>
  queue.entries(owner).map((entry) => queue.text(entry));

describe('the queue', () => {
  test('gives messages back in the order they were made, also those of one millisecond', () => {
    const shelf = memoryShelf();
    const queue = createQueue({ shelf: () => shelf, owner: 't', writeKey: 'k', now: () => 1_790_000_000_000 });
    const texts = Array.from({ length: 100 }, (_, at) => `"${at}"`);
    for (const text of texts) queue.add(text, 'c');
    expect(textsOf(queue)).toEqual(texts);
  });

  test('loses nothing when two tabs write to one shelf, and tells them apart', () => {
    const shelf = memoryShelf();
    const [one, two] = [aQueue({ shelf, owner: 'tab-1' }), aQueue({ shelf, owner: 'tab-2' })];
    one.add('"a"', 'c');
    two.add('"b"', 'a');
    one.add('"c"', 'a');
    expect(new Set(textsOf(one))).toEqual(new Set(['"a"', '"b"', '"c"']));
    expect(textsOf(two, 'tab-1')).toEqual(['"a"', '"c"']);
    two.remove(two.entries('tab-1').map(({ key }) => key));
    expect(textsOf(one)).toEqual(['"b"']);
  });

  test('sees nothing of another write key, nor of what else lies on the shelf', () => {
    const shelf = memoryShelf();
    const queue = aQueue({ shelf });
    shelf.set('gyre.session', 's|1|');
    aQueue({ shelf, writeKey: 'gyre_write_zzzzzz' }).add('"other"', 'c');
    expect(queue.entries()).toEqual([]);
  });

  test('holds a bounded number; automatic messages make room for those the page asked for, and it is told how many', () => {
    const queue = aQueue();
    queue.add('"asked first"', 'c');
    for (let at = 0; at < maxEntries - 1; at++) queue.add(`"automatic ${at}"`, 'a');
    expect(queue.entries()).toHaveLength(maxEntries);
    queue.add('"asked last"', 'c');
    const texts = textsOf(queue);
    expect(texts).toHaveLength((maxEntries * 7) / 8 + 1);
    expect([texts[0], texts[1], texts.at(-1)]).toEqual(['"asked first"', '"automatic 125"', '"asked last"']);
    expect([queue.dropped(), queue.dropped()]).toEqual([125, 0]);
  });

  test('holds a bounded number of bytes, whatever comes, from two tabs', () => {
    const message = fc.record({
      size: fc.integer({ min: 1, max: maxEntryBytes }),
      rank: fc.constantFrom<Rank>('c', 'a', 'h'),
      tab: fc.integer({ min: 0, max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(message, { minLength: 10, maxLength: 60 }), (messages) => {
        const shelf = memoryShelf();
        const tabs = [aQueue({ shelf, owner: 'tab-1' }), aQueue({ shelf, owner: 'tab-2' })];
        for (const { size, rank, tab } of messages) tabs[tab].add('x'.repeat(size), rank);
        const held = tabs[0].entries();
        expect(held.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(maxBytes);
        expect(held.length + tabs[0].dropped() + tabs[1].dropped()).toBe(messages.length);
      }),
      { numRuns: 50 },
    );
  });

  test('refuses what no request could carry, and pushes nothing out for it', () => {
    const queue = aQueue();
    queue.add('"small"', 'a');
    expect(() => queue.add('x'.repeat(maxEntryBytes + 1), 'c')).toThrow(RangeError);
    expect(textsOf(queue)).toEqual(['"small"']);
  });

  test('counts at least the bytes that travel', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0x10_ff_ff }), { maxLength: 40 }), (points) => {
        const text = String.fromCodePoint(...points);
        expect(byteBound(text)).toBeGreaterThanOrEqual(new TextEncoder().encode(text).length);
      }),
    );
  });
});
