import { type Gyre, startServer } from '#app';
import { rebuild } from '#identify';
import { type Bench, type Figures } from './bench.ts';
import { writeGraph } from './identity/graph.ts';
import { scipySeconds } from './identity/scipy.ts';
import { visibleMs } from './identity/visible.ts';
import { textTable } from './text-table.ts';
import { inWorkspace } from './workspace.ts';

const turns = 2;
const newLinks = 30;

/**
 * Everybody's identity anew from ten million links, beside scipy's connected components on the same graph; then, over
 * that map, how long one new link takes from the HTTP call to readers of the log.
 */
export const identityBench: Bench = {
  name: 'identity',
  title: 'OneID: 10M links over 3M people rebuilt, beside scipy; a new link until it is seen',
  run: ({ links }) => inWorkspace((gyre) => measured(gyre, links)),
};

const measured = async (gyre: Gyre, links: number): Promise<Figures> => {
  const { clickhouse, postgres } = gyre.stores;
  const people = Math.round(links * 0.3);
  await writeGraph(clickhouse, { links, people });
  const ours = [];
  const theirs = [];
  // the two take turns, the better of each counts
  for (let turn = 0; turn < turns; turn++) {
    const beganMs = performance.now();
    const report = await rebuild({ clickhouse, postgres, clock: gyre.clock });
    ours.push({ ...report, total: (performance.now() - beganMs) / 1000 });
    theirs.push(await scipySeconds(clickhouse, { links, people }));
  }
  const best = ours.toSorted((a, b) => a.total - b.total)[0];
  const scipy = theirs.toSorted((a, b) => a.seconds - b.seconds)[0];
  const server = await startServer(gyre, { consoleDir: '' });
  let seen: Awaited<ReturnType<typeof visibleMs>>;
  try {
    seen = await visibleMs(gyre, server.url, newLinks);
  } finally {
    await server.close();
  }
  const json = {
    links,
    people: best.people,
    identifiers: best.identifiers,
    seconds: rounded(best.total),
    steps: best.seconds,
    judged: best.doubtful,
    scipy_seconds: rounded(scipy.seconds),
    scipy_components: scipy.components,
    ratio: rounded(best.total / scipy.seconds),
    visible_ms: seen.p50,
    visible_p99_ms: seen.p99,
  };
  return {
    json,
    text: textTable([
      ['', ''],
      ['links', links.toLocaleString('en')],
      ['identifiers', best.identifiers.toLocaleString('en')],
      ['people', best.people.toLocaleString('en')],
      ['whole rebuild, table to table', `${json.seconds} s`],
      ...Object.entries(best.seconds).map(([step, seconds]) => [`  ${step}`, `${seconds} s`]),
      ['scipy, from arrays in memory', `${json.scipy_seconds} s`],
      ['ratio', String(json.ratio)],
      ['a new link until it is seen, median', `${seen.p50} ms`],
      ['  99 of 100', `${seen.p99} ms`],
    ]),
  };
};

const rounded = (x: number): number => Math.round(x * 100) / 100;
