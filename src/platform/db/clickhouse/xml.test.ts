import { expect, test } from 'vitest';
import { xml } from './xml.ts';

test('a value can never end its element', () => {
  expect(xml({ path: '/data/a<b>&"c\'' })).toBe('<path>/data/a&#60;b&#62;&#38;&#34;c&#39;</path>\n');
});

test('a list repeats its element, a tree nests', () => {
  expect(xml({ shard: [{ port: 1 }, { port: 2 }] }).replaceAll('\n', '')).toBe(
    '<shard><port>1</port></shard><shard><port>2</port></shard>',
  );
});
