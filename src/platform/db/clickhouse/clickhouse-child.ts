/**
 * The process that is the ClickHouse server: libchdb's clickhouse-local, told to listen and to stay.
 *
 * clickhouse-local ends when its queries end, so its last query sleeps. To stop, that query is killed over HTTP and
 * ClickHouse shuts down as it always does. This happens on SIGTERM and when stdin ends: that is also how the child
 * learns that its parent died. `process.exit` is never called: it would run the library's static destructors while
 * its threads still live, which can crash.
 *
 * Arguments: library, configuration file, data path, HTTP port, user.
 * The password is the first line of stdin, so that neither arguments nor environment show it.
 */
import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { DataType, load, open } from 'ffi-rs';

const [library = '', configFile = '', path = '', httpPort = '', user = ''] = process.argv.slice(2);

const gracePeriodMs = 8_000;
const keepAlive = `SELECT sleepEachRow(0.2) FROM numbers(1000000000000) SETTINGS max_block_size = 1,
  function_sleep_max_microseconds_per_block = 0, max_execution_time = 0 FORMAT Null /* gyre keep-alive */`;

const dieNow = (): void => void process.kill(process.pid, 'SIGKILL');

/** Kills the sleeping query; ClickHouse does the rest. A kill -9 is the last resort, and safe for the data. */
const endKeepAlive = (password: string): void => {
  setTimeout(dieNow, gracePeriodMs).unref();
  const sql = "KILL QUERY WHERE query LIKE '%gyre keep-alive%' AND query NOT LIKE 'KILL%' ASYNC";
  request({
    host: '127.0.0.1',
    port: httpPort,
    method: 'POST',
    path: `/?query=${encodeURIComponent(sql)}`,
    headers: { 'x-clickhouse-user': user, 'x-clickhouse-key': password, 'content-length': 0 },
    agent: false,
  })
    .on('response', (answer) => void answer.resume())
    .on('error', dieNow)
    .end();
};

const serve = async (): Promise<void> => {
  open({ library: 'chdb', path: library });
  const args = [
    'clickhouse',
    `--config-file=${configFile}`,
    `--path=${path}`,
    '--query',
    `SYSTEM START LISTEN HTTP; ${keepAlive}`,
  ];
  await load({
    library: 'chdb',
    funcName: 'chdb_query_cmdline',
    retType: DataType.External,
    paramsType: [DataType.I32, DataType.StringArray],
    paramsValue: [args.length, args],
    runInNewThread: true,
  });
};

process.on('SIGINT', () => {}); // the parent decides the order of stopping
process.on('SIGHUP', () => {});

const input = createInterface({ input: process.stdin });
input.once('line', (password) => {
  let stopping = false;
  const stop = (): void => {
    if (stopping) return;
    stopping = true;
    endKeepAlive(password);
  };
  input.once('close', stop);
  process.once('SIGTERM', stop);
  // whatever ended the server, its reason is on stderr; with stdin let go, nothing keeps this process
  void serve().finally(() => process.stdin.destroy());
});
