import type { Postgres } from '../db/postgres/client.ts';
import { GyreError } from '../errors.ts';
import { type Lease, requireLease } from './lease.ts';

/**
 * PostgreSQL in the hands of a lease's holder: each statement and each transaction is refused with `lease_lost` once another
 * process has taken over, and none can take over while one is under way. So whoever was paused beyond its lease (a debugger,
 * a suspended machine, a long collection of garbage) and wakes up writes nothing more, not even what it had begun.
 *
 * A transaction that stands still longer than the lease lives is ended by PostgreSQL, which frees what it had locked.
 */
export const underLease = (postgres: Postgres, lease: Lease): Postgres => {
  const tx: Postgres['tx'] = async (work) => {
    try {
      return await postgres.tx(async (pg) => {
        await pg.query(`SELECT set_config('idle_in_transaction_session_timeout', $1, true)`, [`${lease.ttlMs}ms`]);
        await requireLease(pg, lease);
        return work(pg);
      });
    } catch (cause) {
      // a transaction that was ended while we stood still fails as a broken connection; the lease tells why it was
      if (cause instanceof GyreError && cause.code === 'store_unavailable') await requireLease(postgres, lease);
      throw cause;
    }
  };
  return {
    query: (sql, params) => tx((pg) => pg.query(sql, params)),
    queryOne: (sql, params) => tx((pg) => pg.queryOne(sql, params)),
    tx,
    close: postgres.close,
  };
};
