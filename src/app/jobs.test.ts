import { expect, test } from 'vitest';
import { failureText, problem } from '#platform';
import { jobSchema } from '../platform/schemas.ts';
import { asJob } from './jobs.ts';

const dead = {
  id: 'j1',
  queue: 'audience-send',
  key: 'quiet_buyers',
  state: 'dead',
  input: {},
  progress: null,
  result: null,
  attempt: 1,
  maxAttempts: 1,
  createdAt: new Date('2026-01-01T00:00:00Z'),
  finishedAt: new Date('2026-01-01T00:00:01Z'),
} as const;

test('a job that failed for a long reason is answered, in words and without a stack', () => {
  const cause = problem('unprocessable', { detail: 'x'.repeat(5_000), detailZh: '很长的原因' });
  const job = jobSchema.parse(asJob({ ...dead, error: failureText(cause) }));
  expect(job.error?.zh).toBe('无法处理：很长的原因');
  expect(job.error?.en).not.toContain('at ');
});

test('a job that failed before reasons were kept in words is answered, too', () => {
  const stack = `GyreError: Not found\n${'    at problem (errors.ts:41:76)\n'.repeat(20)}`;
  expect(jobSchema.parse(asJob({ ...dead, error: stack })).error?.en).toBe('GyreError: Not found');
});

test('every queue has a name in both languages', () => {
  for (const queue of [
    'round',
    'quarantine',
    'matching',
    'backfill',
    'feature-snapshot',
    'erasure',
    'import',
    'import-source',
    'audience-send',
  ])
    expect(asJob({ ...dead, queue, error: null }).label.en).not.toBe(queue);
});
