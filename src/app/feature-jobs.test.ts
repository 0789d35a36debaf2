import { expect, test } from 'vitest';
import { nightlyDue } from './feature-jobs.ts';

const timeZone = 'Asia/Shanghai';
const now = new Date('2026-03-05T02:00:00+08:00');
const midnight = new Date('2026-03-05T00:00:00+08:00');

test.each([
  ['after a midnight that the server saw', '2026-03-04T09:00:00+08:00', undefined, midnight],
  ['not for a midnight before the server was there', '2026-03-05T01:00:00+08:00', undefined, undefined],
  [
    'for a night that was missed, where snapshots are taken',
    '2026-03-05T01:00:00+08:00',
    '2026-02-20T00:00:00+08:00',
    midnight,
  ],
  ['not twice a night', '2026-03-01T00:00:00+08:00', '2026-03-05T00:00:00+08:00', undefined],
  ['not when somebody took one since', '2026-03-01T00:00:00+08:00', '2026-03-05T01:30:00+08:00', undefined],
])('a nightly snapshot is due %s', (_, since, latest, due) => {
  const asked = { timeZone, since: new Date(since), latest: latest === undefined ? undefined : new Date(latest) };
  expect(nightlyDue(now, asked)).toEqual(due);
});
