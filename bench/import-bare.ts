import { createReadStream } from 'node:fs';
import type { ClickHouse } from '#platform';

export type BareFile = {
  readonly format: 'CSV' | 'Parquet' | 'JSONEachRow';
  readonly encoding?: 'gzip';
  readonly header: readonly string[];
  readonly map: 'retail';
};

/**
 * What somebody who knows the engine would type: the file's rows into a table like the log, without ids that bear
 * repeating, without checks, views and quarantine.
 */
export const bareInsert = async (
  clickhouse: ClickHouse,
  file: string,
  { format, encoding, header }: BareFile,
): Promise<void> => {
  await clickhouse.command('DROP TABLE IF EXISTS bench_bare SYNC');
  await clickhouse.command('CREATE TABLE bench_bare AS events');
  await clickhouse.load({
    sql: `INSERT INTO bench_bare (event_id, name, ts, received_at, source, id_key, ids, id_keys, properties, value, currency)
      SELECT generateUUIDv4(), if(toFloat64OrZero(Quantity) < 0, 'order_returned', 'order_paid'), parseDateTime64BestEffortOrZero(InvoiceDate, 3, 'UTC'), now64(3), 'bare',
        cityHash64(CustomerID), map('user_id', CustomerID), [cityHash64(CustomerID)],
        CAST(CAST((InvoiceNo, StockCode, toFloat64OrZero(Quantity), toFloat64OrZero(Quantity) * toFloat64OrZero(UnitPrice), Country),
          'Tuple(order_id String, product String, quantity Float64, amount Float64, country String)'), 'JSON(max_dynamic_paths = 64)'),
        toDecimal64OrZero(toString(toFloat64OrZero(Quantity) * toFloat64OrZero(UnitPrice)), 4), 'GBP'
      FROM input('${header.map((name) => `${name} String`).join(', ')}') FORMAT ${format === 'CSV' ? 'CSVWithNames' : format}`,
    settings: { max_partitions_per_insert_block: '0' },
    body: createReadStream(file, { highWaterMark: 1024 * 1024 }),
    encoding,
  });
};
