import { expect } from 'vitest';
import type { TestStores } from '#platform/testing.ts';
import { secret } from '../scenarios/small-brand.ts';
import type { Built } from './fault-process.ts';

/**
 * Lets a built program do a job (or several, `send,derive`) at a time that stands still, in a process of its own on the
 * stores; with `dieAt` it must be killed at that fault point, without it it must end well. Leases of the dead are free then.
 */
export const jobIn =
  (built: Built, program: string, dataDir: string) =>
  async ({ urls, postgres }: TestStores, job: string, at: string, dieAt?: string): Promise<void> => {
    const ended = await built.run(program, {
      args: [job, at],
      env: {
        GYRE_CLICKHOUSE_URL: urls.clickhouse,
        GYRE_POSTGRES_URL: urls.postgres,
        GYRE_DATA: dataDir,
        GYRE_SECRET: secret,
      },
      ...(dieAt === undefined ? {} : { dieAt }),
    });
    expect({ job, dieAt, stderr: ended.stderr, signal: ended.signal }).toEqual({
      job,
      dieAt,
      stderr: '',
      signal: dieAt === undefined ? null : 'SIGKILL',
    });
    await postgres.query(`UPDATE leases SET expires_at = '-infinity'`);
  };
