import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { seededRandom } from '#platform';
import { testStores } from '#platform/testing.ts';
import { actMigrations } from '../migrations.ts';
import { enqueue } from './enqueue.ts';
import { aMailServer, aMessage, aReceiver } from './testing.ts';

const { postgres, urls } = await testStores({ migrations: { clickhouse: [], postgres: actMigrations } });
const kills = 20;
const random = seededRandom('outbox-kills');

// one small bundle: 42 processes start in a fifth of the time that the TypeScript loader would take
const program = fileURLToPath(
  new URL(`../../../node_modules/.cache/gyre/kill-target-${process.pid}.mjs`, import.meta.url),
);
await build({
  entryPoints: [fileURLToPath(new URL('./kill-target.ts', import.meta.url))],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
});
afterAll(() => rm(program, { force: true }));

/** Starts a draining process; kills it at a moment after it has begun, or at a fault point, or lets it end. */
const drainInChild = async (
  { type, target }: { type: 'email' | 'webhook'; target: string },
  end: { type: 'finish' } | { type: 'kill'; afterMs: number } | { type: 'fault'; at: string },
): Promise<void> => {
  const child = spawn(process.execPath, [program, urls.postgres, type, target], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...(end.type === 'fault' ? { GYRE_FAULT_AT: end.at } : {}) },
  });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  if (end.type === 'kill') {
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await pause(end.afterMs);
    child.kill('SIGKILL');
  }
  await ended;
  // longer than the lease: what it held is free
  await pause(320);
};

const killMany = async (far: { type: 'email' | 'webhook'; target: string }): Promise<void> => {
  const inMail = far.type === 'email' ? ['act/email/accepted'] : [];
  const faults = ['act/drain/claimed', 'act/drain/sending', 'act/drain/sent#3', ...inMail];
  for (let k = 0; k < kills; k++) {
    const at = faults[k];
    await drainInChild(far, at === undefined ? { type: 'kill', afterMs: random.int(60) } : { type: 'fault', at });
  }
  await drainInChild(far, { type: 'finish' });
};

const statuses = async (): Promise<Record<string, number>> => {
  const rows = await postgres.query<{ status: string; count: number }>(
    'SELECT status, count(*) AS count FROM outbox_messages GROUP BY status',
  );
  return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
};

const tally = (keys: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

describe('a sender that is killed 20 times', () => {
  test(
    'sends no mail twice, and says of each that it was sent, or that nobody knows',
    { timeout: 300_000 },
    async () => {
      const server = await aMailServer();
      const keys = Array.from({ length: 1_500 }, (_, i) => `mail-${i}`);
      await enqueue(
        postgres,
        keys.map((key) => aMessage(key)),
      );
      await killMany({ type: 'email', target: String(server.port) });
      await server.close();

      const received = tally(server.mails.map(({ content }) => /^X-Gyre-Message: (\S+)/m.exec(content)?.[1] ?? 'none'));
      expect([...received].filter(([, count]) => count > 1)).toEqual([]);
      const sent = await postgres.query<{ key: string }>(`SELECT key FROM outbox_messages WHERE status = 'sent'`);
      expect(sent.filter(({ key }) => !received.has(key))).toEqual([]);
      const { sent: sentCount = 0, uncertain = 0, ...others } = await statuses();
      expect({ total: sentCount + uncertain, others }).toEqual({ total: keys.length, others: {} });
      // never more than what was in flight at each kill
      expect(uncertain).toBeGreaterThan(0);
      expect(uncertain).toBeLessThanOrEqual(4 * kills);
      await postgres.query('DELETE FROM outbox_messages');
    },
  );

  test(
    'posts each webhook until it is in, always under the same id and with the same body',
    { timeout: 300_000 },
    async () => {
      const receiver = await aReceiver();
      const keys = Array.from({ length: 1_500 }, (_, i) => `hook-${i}`);
      await enqueue(
        postgres,
        keys.map((key) => aMessage(key)),
      );
      await killMany({ type: 'webhook', target: receiver.url });
      await receiver.close();

      const bodies = new Map<string, Set<string>>();
      for (const { headers, body } of receiver.calls) {
        const id = String(headers['webhook-id']);
        bodies.set(id, (bodies.get(id) ?? new Set()).add(body));
      }
      expect(new Set(bodies.keys())).toEqual(new Set(keys));
      expect([...bodies].filter(([, variants]) => variants.size > 1)).toEqual([]);
      expect(await statuses()).toEqual({ sent: keys.length });
    },
  );
});
