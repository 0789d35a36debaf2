import { problem } from '#platform';
import type { From } from '../from-schema.ts';
import { databasePart } from './database.ts';
import { filesAt } from './files.ts';
import type { Part } from './part.ts';
import { urlPart } from './url.ts';

/** What whoever runs Gyre lets imports reach. */
export type Reach = {
  /** Hosts that URLs may name: GYRE_IMPORT_HOSTS. */
  readonly hosts: readonly string[];
  /** URLs of databases by the name mappings use: GYRE_SOURCE_…. */
  readonly databases: Readonly<Record<string, string>>;
  /** Whether paths of this machine may be read: on the command line yes, over HTTP never. */
  readonly files: boolean;
};

export type OpenedSource = {
  readonly title: string;
  readonly parts: readonly Part[];
  /** Where a query's rows ended, for the next import of the same. */
  readonly reached: () => string | undefined;
};

/** @param after where the last import of this query ended */
export const openSource = async (from: From, reach: Reach, after: string | undefined): Promise<OpenedSource> => {
  if ('path' in from) {
    if (!reach.files)
      throw problem('invalid_input', {
        field: 'from.path',
        detail: 'a path is for the command line',
        detailZh: '路径只能在命令行使用',
      });
    return { title: from.path, parts: await filesAt(from.path), reached: () => undefined };
  }
  if ('url' in from)
    return { title: from.url, parts: [await urlPart(from.url, reach.hosts)], reached: () => undefined };
  const [engine, given] =
    'postgres' in from ? (['postgres', from.postgres] as const) : (['mysql', from.mysql] as const);
  const url = reach.databases[given.connection];
  if (url === undefined) {
    const name = `GYRE_SOURCE_${given.connection.toUpperCase().replaceAll('-', '_')}`;
    throw problem('invalid_input', {
      field: 'from.connection',
      detail: `no connection ${given.connection}: whoever runs Gyre sets ${name} to its URL`,
      detailZh: `没有名为 ${given.connection} 的连接：请由管理员设置 ${name}`,
    });
  }
  const { part, reached } = databasePart(engine, { from: given, url, after });
  return { title: part.name, parts: [part], reached };
};
