import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { packageRoot } from '#app';
import { testStores } from '#platform/testing.ts';
import { buildPrograms, type Built, type Ended } from '../faults/fault-process.ts';
import { purchases } from './purchases.ts';
import { settingsOn } from './small-brand.ts';

const { clickhouse, postgres, urls } = await testStores();
const examples = join(packageRoot(), 'examples/cdnow');

let directory: string;
let built: Built;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'gyre-cli-'));
  built = await buildPrograms({});
  await writeFile(join(directory, 'purchases.csv.gz'), gzipSync(purchases()));
});
afterAll(async () => {
  await built.remove();
  await rm(directory, { recursive: true, force: true });
});

const gyre = (...args: readonly string[]): Promise<Ended> =>
  built.run('main', { args, env: { ...settingsOn(urls, directory), LANG: 'en' } });

/** What a command printed; it must have succeeded. */
const says = async (...args: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await gyre(...args);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  return stdout;
};

const stored = async (): Promise<number> => {
  const row = await clickhouse.queryOne<{ events: string }>('SELECT count() AS events FROM people_events');
  return Number(row?.events);
};

const published = (): Promise<unknown[]> =>
  postgres.query('SELECT kind, name, version, state, spec FROM document_versions ORDER BY kind, name, version');

describe('the command line, on a file of one’s own', () => {
  const importing = ['import', 'purchases.csv.gz', '--mapping', join(examples, 'mapping.yaml'), '--json'];
  const importFile = async (): Promise<{
    rows: number;
    events: number;
    quarantined: number;
    reasons: Record<string, number>;
  }> =>
    JSON.parse(await says(...importing.map((word) => (word === 'purchases.csv.gz' ? join(directory, word) : word))));

  test('import: good rows become events, broken ones lie in quarantine with their reasons, and a second time adds nothing', async () => {
    const first = await importFile();
    expect(first).toMatchObject({
      quarantined: 3,
      reasons: { invalid_time: 1, 'rule_failed:amount_usd': 1, missing_identifier: 1 },
    });
    expect(first.rows).toBe(first.events + 3);
    expect(await stored()).toBe(first.events);
    expect(await importFile()).toMatchObject({ rows: first.rows, events: first.events });
    expect(await stored()).toBe(first.events);
    const aside = await clickhouse.queryOne<{ rows: string }>('SELECT count() AS rows FROM quarantine FINAL');
    expect(Number(aside?.rows)).toBe(3);
  });

  test('apply: the second time everything is unchanged', async () => {
    expect(await says('apply', '-f', examples)).toMatch(/^created +Program\/repurchase v1$/m);
    const before = await published();
    const again = await says('apply', '-f', examples);
    expect(
      again
        .trim()
        .split('\n')
        .every((line) => line.startsWith('unchanged')),
    ).toBe(true);
    expect(await published()).toEqual(before);
  });

  test('apply: with one error nothing changes, and the message points at its line', async () => {
    const file = join(directory, 'wrong.yaml');
    const good = (await readFile(join(examples, 'features.yaml'), 'utf8')).replaceAll('30d', '31d');
    const bad = [
      '---',
      'kind: Feature',
      'name: broken',
      'title: { zh: 坏, en: Broken }',
      'spec:',
      '  expression: "count(order_paid, 30d) +"',
      '',
    ].join('\n');
    await writeFile(file, `${good.trimEnd()}\n${bad}`);
    const before = await published();
    const { code, stdout, stderr } = await gyre('apply', '-f', file);
    expect(code).toBe(1);
    const line = good.trimEnd().split('\n').length + 6;
    expect(`${stdout}${stderr}`).toMatch(new RegExp(`wrong\\.yaml:${line}\\b`));
    expect(stdout).toMatch(/1:25 .*\n +count\(order_paid, 30d\) \+\n +\^\n/);
    expect(stderr).toContain('nothing was changed');
    expect(await published()).toEqual(before);
  });

  test('export gives back what was applied: applying it changes nothing', async () => {
    const file = join(directory, 'exported.yaml');
    await writeFile(file, await says('export'));
    const again = await says('apply', '-f', file);
    expect(
      again
        .trim()
        .split('\n')
        .every((line) => line.startsWith('unchanged')),
    ).toBe(true);
    expect(again).toContain('Program/repurchase');
  });

  test('backtest: one JSON object with figures of the model, the rule and chance', async () => {
    const report = JSON.parse(await says('backtest', 'repurchase', '--as-of', '2021-06-01', '--json'));
    expect(report).toMatchObject({
      program: 'repurchase',
      asOf: '2021-06-01T00:00:00.000Z',
      horizonDays: 180,
      currency: 'USD',
    });
    expect(report.people).toBeGreaterThan(300);
    expect(report.auc).toBeGreaterThan(0.6);
    for (const who of ['model', 'rule', 'random', 'everybody']) expect(report.gmvPerHead[who]).toBeGreaterThan(0);
    expect(report.gmvPerHead.model).toBeGreaterThan(report.gmvPerHead.random);
  });

  test('round and results: a round of a past date is decided and measured at once', async () => {
    const round = JSON.parse(await says('round', 'repurchase', '--as-of', '2021-06-01', '--json'));
    expect(round).toMatchObject({ round: 1, state: 'done', currency: 'USD' });
    expect(round.results.groups).toHaveLength(4);
    const results = JSON.parse(await says('results', 'repurchase', '--json'));
    expect(results.rounds).toHaveLength(1);
    expect(await says('results', 'repurchase')).toMatch(/against/);
  });

  test.each([
    [['round', 'nothing'], /nothing/],
    [['results', 'nothing'], /nothing/],
    [['backtest', 'nothing', '--as-of', '2021-06-01'], /nothing/],
    [['import', 'no-such-file.csv', '--mapping', join(examples, 'mapping.yaml')], /no-such-file\.csv/],
    [['apply', '-f', 'no-such-directory'], /no-such-directory/],
    [['backtest', 'repurchase', '--as-of', 'yesterday'], /a date such as/],
    [['audience', 'preview', 'count(order_paid) >= 2 and tag(tier) = "L1"'], /\n {29}\^\n.*1:28 There is no tag/],
    [['audience', 'export', 'one', '--personal', 'plain'], /--personal/],
    [['audience', 'send', 'one', '--channel', 'crm'], /webhook/],
  ])(
    '%j says what is wrong in a sentence and ends with 1',
    async (args, words) => {
      const { code, stderr } = await gyre(...args);
      expect(code).toBe(1);
      expect(stderr).toMatch(words);
      expect(stderr).not.toMatch(/\n +at /);
    },
    60_000,
  );
});
