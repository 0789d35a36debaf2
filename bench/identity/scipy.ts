import { spawn, spawnSync } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { text } from 'node:stream/consumers';
import type { ClickHouse } from '#platform';
import { BenchProblem } from '../bench.ts';
import { type GraphSize, otherKey, userKey } from './graph.ts';

export type Scipy = { readonly seconds: number; readonly components: number };

/** From two arrays in memory to a label for every node; reading the file is not counted. */
const program = `
import sys, time
import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
pairs = np.fromfile(sys.argv[1], dtype=np.uint32).reshape(-1, 2)
n = int(pairs.max()) + 1
began = time.perf_counter()
graph = coo_matrix((np.ones(len(pairs), dtype=np.uint8), (pairs[:, 0], pairs[:, 1])), shape=(n, n)).tocsr()
components, labels = connected_components(graph, directed=False)
print(time.perf_counter() - began, components)
`;

/** scipy.sparse.csgraph.connected_components on the same links, with nodes numbered as it wants them. */
export const scipySeconds = async (clickhouse: ClickHouse, size: GraphSize): Promise<Scipy> => {
  if (spawnSync('/usr/bin/python3', ['-c', 'import scipy.sparse.csgraph']).status !== 0) {
    throw new BenchProblem('This bench compares with scipy: install it with `apt-get install python3-scipy`.');
  }
  const directory = await mkdtemp(join(tmpdir(), 'gyre-bench-'));
  try {
    const file = join(directory, 'pairs');
    await clickhouse.command('DROP TABLE IF EXISTS bench_nodes');
    await clickhouse.command(
      `CREATE TABLE bench_nodes ENGINE = MergeTree ORDER BY id_key AS SELECT id_key, toUInt32(row_number() OVER () - 1) AS node
       FROM (SELECT DISTINCT id_key FROM identifiers)`,
    );
    await pipeline(
      await clickhouse.stream(
        `SELECT a.node, b.node FROM (SELECT ${userKey} AS u, ${otherKey} AS o FROM numbers({links:UInt64})) AS link
         INNER JOIN bench_nodes AS a ON a.id_key = link.u INNER JOIN bench_nodes AS b ON b.id_key = link.o FORMAT RowBinary`,
        { ...size },
      ),
      createWriteStream(file),
    );
    await clickhouse.command('DROP TABLE bench_nodes');
    const child = spawn('/usr/bin/python3', ['-c', program, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [seconds, components] = (await text(child.stdout)).trim().split(' ').map(Number);
    if (seconds === undefined || components === undefined) throw new BenchProblem('scipy gave no answer');
    return { seconds, components };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
};
