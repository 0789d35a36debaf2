/**
 * PostgreSQL outlives a killed parent. This shell of a few hundred kilobytes stands between: when its stdin ends,
 * because we asked or because we died, it asks PostgreSQL for a fast shutdown (SIGINT) and stays until it is done.
 */
const script = `
exec 3<&0
"$@" </dev/null 3<&- &
server=$!
trap 'kill -INT "$server"' TERM INT
{ read -r _ <&3; kill -INT "$server"; } 2>/dev/null &
guard=$!
wait "$server"; code=$?
while kill -0 "$server" 2>/dev/null; do wait "$server"; code=$?; done
kill "$guard" 2>/dev/null
exit "$code"
`;

export const guardedStart = (command: readonly string[]): readonly [string, ...string[]] => [
  '/bin/sh',
  '-c',
  script,
  'gyre-postgres',
  ...command,
];
