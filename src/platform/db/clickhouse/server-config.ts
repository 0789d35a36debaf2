import { createHash } from 'node:crypto';
import { xml } from './xml.ts';

export type ServerConfig = {
  readonly path: string;
  readonly usersFile: string;
  readonly httpPort: number;
  readonly memoryBytes: number;
  readonly user: string;
  readonly password: string;
};

const mebibytes = 1024 * 1024;

/** The server's own file: where it lives, what it may use, how durable it is. */
export const serverXml = (config: ServerConfig): string =>
  xml({
    clickhouse: {
      logger: { level: 'warning' },
      path: `${config.path}/`,
      tmp_path: `${config.path}/tmp/`,
      user_files_path: `${config.path}/user_files/`,
      users_config: config.usersFile,
      listen_host: '127.0.0.1',
      http_port: config.httpPort,
      max_server_memory_usage: config.memoryBytes,
      mark_cache_size: 128 * mebibytes,
      uncompressed_cache_size: 128 * mebibytes,
      primary_index_cache_size: 128 * mebibytes,
      // longer than the client's idle time, so that it is the client who lets go of a connection
      keep_alive_timeout: 30,
      shutdown_wait_unfinished: 2,
      max_concurrent_queries: 100,
      // a dropped table stays on the disk for so long; eight minutes by default, in which an erased person's bytes could be found
      database_atomic_delay_before_drop_table_sec: 10,
      // sized for a laptop's two cores: merges must not starve the queries
      background_pool_size: 2,
      background_schedule_pool_size: 4,
      merge_tree: mergeTreeSettings,
    },
  });

const mergeTreeSettings = {
  // by default ClickHouse answers before the bytes are on the disk; measured: 273k against 318k rows/s
  fsync_after_insert: 1,
  fsync_part_directory: 1,
  // how many insert tokens a table remembers: a retry later than that would count twice
  non_replicated_deduplication_window: 10_000,
  // an erased person's bytes stay in merged-away parts until these are removed
  old_parts_lifetime: 30,
  // how often such parts are looked for; an idle table would wait five minutes
  cleanup_delay_period: 5,
  cleanup_delay_period_random_add: 1,
  max_cleanup_delay_period: 20,
  // the defaults suppose a pool of sixteen, and a mutation would wait for ever for that many free entries
  number_of_free_entries_in_pool_to_execute_mutation: 1,
  number_of_free_entries_in_pool_to_lower_max_size_of_merge: 1,
  number_of_free_entries_in_pool_to_execute_optimize_entire_partition: 1,
};

/**
 * Users. clickhouse-local's own session is always `default` with an empty password from loopback, so that user is
 * left with the one grant the start needs and can read nothing; Gyre's user has the password.
 */
export const usersXml = (config: ServerConfig): string =>
  xml({
    clickhouse: {
      profiles: { default: profileSettings(config.memoryBytes) },
      quotas: { default: {} },
      users: {
        default: {
          password: '',
          networks: { ip: ['127.0.0.1/32', '::1/128'] },
          profile: 'default',
          quota: 'default',
          grants: { query: 'GRANT SYSTEM LISTEN ON *.*' },
        },
        [config.user]: {
          password_sha256_hex: createHash('sha256').update(config.password).digest('hex'),
          networks: { ip: ['127.0.0.1/32', '::1/128'] },
          profile: 'default',
          quota: 'default',
          access_management: 1,
        },
      },
    },
  });

const profileSettings = (memoryBytes: number) => ({
  // one query may take most of the server, and spills to disk well before that
  max_memory_usage: Math.floor(memoryBytes * 0.6),
  max_bytes_before_external_group_by: Math.floor(memoryBytes * 0.25),
  max_bytes_before_external_sort: Math.floor(memoryBytes * 0.25),
  max_execution_time: 600,
  use_uncompressed_cache: 1,
  // JavaScript numbers end at 2^53
  output_format_json_quote_64bit_integers: 1,
  date_time_output_format: 'simple',
  date_time_input_format: 'best_effort',
  // on a cluster an insert is acknowledged when the shard has it, not when it is queued for the shard
  distributed_foreground_insert: 1,
  log_queries: 0,
});
