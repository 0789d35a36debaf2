import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** libchdb.so: ClickHouse as a library, as the npm package `chdb` brings it for this platform. */
export const libraryPath = (): string => {
  const here = createRequire(import.meta.url);
  const chdb = createRequire(here.resolve('chdb/package.json'));
  const platform = `${process.platform}-${process.arch}${process.platform === 'linux' ? '-gnu' : ''}`;
  return join(dirname(chdb.resolve(`@chdb/lib-${platform}/package.json`)), 'libchdb.so');
};
