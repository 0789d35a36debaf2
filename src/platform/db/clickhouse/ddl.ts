/**
 * One definition of a table, two places it can live: a single server, or a cluster of shards with replicas.
 * Written once here so that no room writes an engine clause of its own.
 */
export type Topology = { readonly type: 'single' } | { readonly type: 'cluster'; readonly name: string };

export type TableDefinition = {
  readonly name: string;
  /** [name, type and anything that follows it: DEFAULT, CODEC, …] in order. */
  readonly columns: readonly (readonly [name: string, type: string])[];
  /** What becomes of rows with the same key when parts merge. `Plain` keeps them all. */
  readonly engine: 'Plain' | 'Replacing' | 'Summing' | 'Aggregating';
  /** Replacing: the row with the highest version stays. Without it, the last one written. */
  readonly version?: string;
  readonly partitionBy?: string;
  readonly orderBy: readonly string[];
  /** A shorter index than the sorting key. */
  readonly primaryKey?: readonly string[];
  /** Rows that can replace each other must meet on one shard. Default: the whole sorting key, hashed. */
  readonly shardBy?: string;
  /** Skip indexes and projections, as they stand in the column list. */
  readonly indexes?: readonly string[];
  readonly ttl?: string;
  readonly settings?: Readonly<Record<string, string | number>>;
};

/**
 * The statements that make the table; each may be repeated.
 *
 * On a cluster the rows are in `NAME_local`, replicated, and `NAME` is the `Distributed` table over it: the same name
 * reads and writes in both topologies. The server's macros `{shard}` and `{replica}` must be set, as usual.
 */
export const createTable = (table: TableDefinition, topology: Topology): readonly string[] => {
  switch (topology.type) {
    case 'single':
      return [statement({ table, name: table.name, engine: localEngine(table), where: '' })];
    case 'cluster': {
      const name = localName(table.name, topology);
      const where = onCluster(topology);
      return [
        statement({ table, name, engine: replicatedEngine(table), where }),
        `CREATE TABLE IF NOT EXISTS ${table.name}${where} AS ${name}\nENGINE = Distributed('${topology.name}', currentDatabase(), '${name}', ${shardKey(table)})`,
      ];
    }
  }
};

/** The table that holds the rows: ALTER, OPTIMIZE and DELETE act on it, together with `onCluster`. */
export const localName = (name: string, topology: Topology): string =>
  topology.type === 'single' ? name : `${name}_local`;

/** ` ON CLUSTER 'name'`, or nothing. Follows the object's name. */
export const onCluster = (topology: Topology): string =>
  topology.type === 'single' ? '' : ` ON CLUSTER '${topology.name}'`;

const families = {
  Plain: 'MergeTree',
  Replacing: 'ReplacingMergeTree',
  Summing: 'SummingMergeTree',
  Aggregating: 'AggregatingMergeTree',
} as const;

const localEngine = ({ engine, version }: TableDefinition): string => `${families[engine]}(${version ?? ''})`;

// {uuid} makes the path in Keeper unique to this table's life, so that drop and create again do not meet
const replicatedEngine = ({ engine, version }: TableDefinition): string =>
  `Replicated${families[engine]}('/clickhouse/tables/{uuid}/{shard}', '{replica}'${version === undefined ? '' : `, ${version}`})`;

const shardKey = ({ shardBy, orderBy }: TableDefinition): string => shardBy ?? `cityHash64(${orderBy.join(', ')})`;

const statement = ({
  table,
  name,
  engine,
  where,
}: {
  table: TableDefinition;
  name: string;
  engine: string;
  where: string;
}): string => {
  const lines = [...table.columns.map(([column, type]) => `${quoted(column)} ${type}`), ...(table.indexes ?? [])];
  const settings = Object.entries(table.settings ?? {}).map(
    ([setting, value]) => `${setting} = ${typeof value === 'string' ? `'${value}'` : value}`,
  );
  return [
    `CREATE TABLE IF NOT EXISTS ${name}${where}`,
    `(\n${lines.map((line) => `  ${line}`).join(',\n')}\n)`,
    `ENGINE = ${engine}`,
    ...(table.partitionBy === undefined ? [] : [`PARTITION BY ${table.partitionBy}`]),
    ...(table.primaryKey === undefined ? [] : [`PRIMARY KEY (${table.primaryKey.join(', ')})`]),
    `ORDER BY (${table.orderBy.join(', ')})`,
    ...(table.ttl === undefined ? [] : [`TTL ${table.ttl}`]),
    ...(settings.length === 0 ? [] : [`SETTINGS ${settings.join(', ')}`]),
  ].join('\n');
};

/** A column may be called `group` or `values`. */
const quoted = (column: string): string =>
  /^[a-z_][a-z0-9_]*$/i.test(column) && !reserved.has(column) ? column : `\`${column}\``;

const reserved: ReadonlySet<string> = new Set([
  'group',
  'order',
  'values',
  'index',
  'table',
  'from',
  'to',
  'limit',
  'constraint',
  'projection',
]);
