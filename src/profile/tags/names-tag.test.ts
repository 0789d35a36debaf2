import { expect, test } from 'vitest';
import { namesTag } from './names-tag.ts';

test.each([
  [{ condition: 'tag("vip") = "gold" and count(x) > 1' }, true],
  [{ who: { condition: 'has_tag( vip )' } }, true],
  [{ all: [{ tag: 'vip', is: 'gold' }] }, true],
  [{ condition: 'tag("vip_2") = "x"' }, false],
  [{ condition: 'count(vip)' }, false],
])('%j names the tag vip: %s', (spec, names) => {
  expect(namesTag(spec, 'vip')).toBe(names);
});
