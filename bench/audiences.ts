import { createLiveAudiences, type Gyre, startServer } from '#app';
import { type Bench, type Figures } from './bench.ts';
import { hundredAudiences, nameOf } from './audiences/audiences.ts';
import { type Form, forms, writtenByHand } from './audiences/by-hand.ts';
import { writeNews, writeTraits, writeWorld } from './audiences/generate.ts';
import { lookupMs, previewMs, visibleMs } from './audiences/over-http.ts';
import { writePages } from './audiences/pages.ts';
import { textTable } from './text-table.ts';
import { inWorkspace } from './workspace.ts';

const turns = 2;
const newEvents = 100_000;

/**
 * A hundred audiences from scratch, beside one query an expert would write for them; then a hundred thousand new events;
 * then, over HTTP, from an event until its person is in, and a person's page by any of their identifiers; and how many a
 * condition would have, while it is written.
 */
export const audiencesBench: Bench = {
  name: 'audiences',
  title: '100 audiences over 1M people and 50M events: from scratch, beside a hand-written query; refreshed; looked up',
  // a million people with ninety aggregates each take the hand-written query 3 GB, and it has no way to take them in parts
  run: ({ profiles, events }) => inWorkspace((gyre) => measured(gyre, profiles, events), { memoryMib: 10_240 }),
};

const measured = async (gyre: Gyre, people: number, events: number): Promise<Figures> => {
  const { clickhouse, postgres } = gyre.stores;
  const { clock, documents, published } = gyre;
  say(`writing ${events.toLocaleString('en')} events of ${people.toLocaleString('en')} people`);
  const now = clock.now();
  const world = await seconds(async () => {
    await writeTraits(gyre, { people, now });
    await writeWorld(gyre, { people, events, now });
  });
  await publishAll(gyre);
  const live = createLiveAudiences({ clickhouse, postgres, clock, documents, published });
  say(`written in ${world} s; now both ways by turns`);
  const ours: number[] = [];
  const theirs = { 'one scan': new Array<number>(), 'by event': new Array<number>() };
  for (let turn = 0; turn < turns; turn++) {
    await forget(gyre);
    ours.push(await seconds(() => live.refresh()));
    for (const form of forms) theirs[form].push(await byHand(gyre, now, form));
    say(
      `turn ${turn + 1}: ${ours.at(-1)} s, by hand ${forms.map((form) => `${theirs[form].at(-1)} s (${form})`).join(', ')}`,
    );
  }
  const different = await differences(gyre);
  await live.refresh();
  await writeNews(gyre, { people, events: newEvents });
  const refreshed = await seconds(() => live.refresh());
  say(`refreshed in ${refreshed} s; now what else a person's page shows`);
  await writePages(gyre, people);
  const server = await startServer(gyre, { consoleDir: '' });
  try {
    const visible = await visibleMs(gyre, server.url, people);
    const lookup = await lookupMs(gyre, server.url, people);
    const preview = await previewMs(gyre, server.url);
    const best = Math.min(...ours);
    const [scan, byEvent] = [Math.min(...theirs['one scan']), Math.min(...theirs['by event'])];
    const hand = Math.min(scan, byEvent);
    const json = {
      profiles: people,
      events,
      audiences: hundredAudiences.length,
      seconds: best,
      handwritten_seconds: hand,
      handwritten_one_scan_seconds: scan,
      handwritten_by_event_seconds: byEvent,
      ratio_to_handwritten: Math.round((best / hand) * 100) / 100,
      differing_audiences: different,
      refresh_events: newEvents,
      refresh_seconds: refreshed,
      visible_p50_ms: visible.p50,
      visible_p99_ms: visible.p99,
      lookup_p50_ms: lookup.p50,
      lookup_p99_ms: lookup.p99,
      estimate_p50_ms: preview.estimate.p50,
      estimate_p99_ms: preview.estimate.p99,
      exact_p50_ms: preview.exact.p50,
      exact_p99_ms: preview.exact.p99,
      world_seconds: world,
    };
    return { json, text: textTable([['', ''], ...Object.entries(json).map(([name, value]) => [name, String(value)])]) };
  } finally {
    await server.close();
  }
};

const publishAll = async ({ documents }: Gyre): Promise<void> => {
  const contents = hundredAudiences.map(({ condition }, i) => ({
    kind: 'Audience',
    name: nameOf(i),
    title: { zh: nameOf(i), en: nameOf(i) },
    spec: { condition },
  }));
  for (const content of contents) await documents.saveDraft(content, { author: 'bench' });
  const result = await documents.publish(contents, { author: 'bench' });
  if (result.type !== 'published') throw new Error(JSON.stringify(result));
};

const forget = async ({ stores: { clickhouse, postgres } }: Gyre): Promise<void> => {
  for (const table of ['audience_members', 'belonging_by_person']) await clickhouse.command(`TRUNCATE TABLE ${table}`);
  await postgres.query('DELETE FROM audience_filled');
};

const byHand = async ({ stores: { clickhouse }, env }: Gyre, now: Date, form: Form): Promise<number> => {
  await clickhouse.command('DROP TABLE IF EXISTS bench_by_hand');
  await clickhouse.command(
    'CREATE TABLE bench_by_hand (audience UInt16, profile_id UInt64) ENGINE = MergeTree ORDER BY (audience, profile_id)',
  );
  const sql = writtenByHand(
    hundredAudiences.map((audience) => audience.byHand),
    form,
  );
  return seconds(() => clickhouse.command(`INSERT INTO bench_by_hand ${sql}`, { as_of: now, zone: env.timeZone }));
};

/** Audiences whose two ways disagree by more than what a second between them and the engine's whole-second patterns explain. */
const differences = async ({ stores: { clickhouse } }: Gyre): Promise<number> => {
  const rows = await clickhouse.query<{ audience: string; ours: string; theirs: string }>(
    `SELECT audience, sum(ours) AS ours, sum(theirs) AS theirs FROM (
       SELECT toString(audience) AS audience, count() AS ours, 0 AS theirs FROM audience_members FINAL WHERE member = 1 GROUP BY audience
       UNION ALL
       SELECT concat('a', toString(audience - 1)) AS audience, 0, count() FROM bench_by_hand GROUP BY audience)
     GROUP BY audience HAVING abs(ours - theirs) > 3 + 0.002 * ours ORDER BY audience`,
  );
  for (const { audience, ours, theirs } of rows) say(`${audience}: ${ours} people, by hand ${theirs}`);
  return rows.length;
};

const seconds = async (work: () => Promise<unknown>): Promise<number> => {
  const began = performance.now();
  await work();
  return Math.round(performance.now() - began) / 1000;
};

const say = (text: string): void => void process.stderr.write(`${text}\n`);
