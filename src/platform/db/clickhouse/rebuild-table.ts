import { createTable, localName, onCluster, type TableDefinition, type Topology } from './ddl.ts';

/**
 * The statements that give a table what ALTER cannot change, such as its granularity: its rows in a new table, which then takes
 * its place. Repeated after a stop anywhere, they end the same. Nothing may be written to the table meanwhile, which holds
 * while migrations run.
 *
 * @param table as it is to be, under its own name
 */
export const rebuildTable = (table: TableDefinition, topology: Topology): readonly string[] => {
  const next = `${table.name}_next`;
  const local = localName(next, topology);
  const where = onCluster(topology);
  const drop = [...new Set([next, local])].map((name) => `DROP TABLE IF EXISTS ${name}${where} SYNC`);
  return [
    ...drop,
    ...createTable({ ...table, name: next }, topology),
    // on a cluster: in the shards, not on its way there
    `INSERT INTO ${next} SELECT * FROM ${table.name} SETTINGS distributed_foreground_insert = 1`,
    `EXCHANGE TABLES ${localName(table.name, topology)} AND ${local}${where}`,
    ...drop,
  ];
};
