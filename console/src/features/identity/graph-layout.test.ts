import { expect, test } from 'vitest';
import type { IdentityAnswer, KnownIdentifier } from '../../../../src/identify/schemas.ts';
import { layoutGraph } from './graph-layout.ts';

const anIdentifier = (key: string, profileId = '1'): KnownIdentifier => ({
  key,
  type: 'device_id',
  value: key,
  sensitive: false,
  profileId,
  firstSeen: null,
  lastSeen: null,
});
const anAnswer = (
  identifiers: readonly KnownIdentifier[],
  links: readonly (readonly [string, string])[],
): IdentityAnswer => ({
  profileId: '1',
  identifiers: [...identifiers],
  links: links.map(([a, b]) => ({
    a,
    b,
    rule: 'event',
    at: '2026-01-01T00:00:00Z',
    eventId: '',
    source: '',
    verdict: 'joined',
    reason: '',
  })),
  past: [],
  cuts: [],
  changes: [],
  more: 0,
});

test('the identifier that names the person is in the middle, and everything is inside the picture', () => {
  const many = Array.from({ length: 50 }, (_, i) => anIdentifier(String(i + 1)));
  const layout = layoutGraph(
    anAnswer(
      [...many, anIdentifier('99', '99')],
      [
        ['1', '2'],
        ['1', '99'],
      ],
    ),
  );
  expect(layout.nodes[0]).toMatchObject({ x: layout.width / 2, y: layout.height / 2 });
  expect(layout.left).toBe(13);
  expect(layout.links).toHaveLength(2);
  for (const { x, y } of layout.nodes) {
    expect(x).toBeGreaterThan(0);
    expect(x).toBeLessThan(layout.width);
    expect(y).toBeGreaterThan(0);
    expect(y).toBeLessThan(layout.height);
  }
});

test('a person of one identifier is a point', () => {
  expect(layoutGraph(anAnswer([anIdentifier('1')], []))).toMatchObject({ links: [], left: 0 });
});
