/** Command-line settings of the embedded server: loopback only, durable, small. */
export const serverSettings = (port: number): readonly string[] =>
  Object.entries({
    port,
    listen_addresses: '127.0.0.1',
    // a socket's path may be 107 bytes long, which a data directory can exceed
    unix_socket_directories: '',
    password_encryption: 'scram-sha-256',
    max_connections: 100,
    fsync: 'on',
    synchronous_commit: 'on',
    full_page_writes: 'on',
    shared_buffers: '96MB',
    max_wal_size: '512MB',
    // a recycled segment keeps what was written a gigabyte ago: an erased person's rows among it
    wal_recycle: 'off',
    // containers give 64 MB of /dev/shm, which parallel queries outgrow; the heavy questions go to ClickHouse anyway
    max_parallel_workers_per_gather: 0,
    io_method: 'sync',
    max_wal_senders: 0,
    wal_level: 'minimal',
    timezone: 'UTC',
    log_timezone: 'UTC',
    lc_messages: 'C',
    logging_collector: 'off',
    log_min_messages: 'warning',
  }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
