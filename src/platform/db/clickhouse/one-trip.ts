import type { ClickHouseSettings } from '@clickhouse/client';
import type { ClickHouse, Params } from './client.ts';

type Asked = {
  readonly sql: string;
  readonly params: Params;
  readonly settings: ClickHouseSettings;
  readonly alone: () => Promise<void>;
  readonly answer: (lines: readonly string[]) => void;
  readonly fail: (cause: unknown) => void;
};

/**
 * The same store, but questions asked in one moment (before anything is awaited) travel together as one statement, or as
 * two from five on, and fail together. For small reads by key: a question costs the engine and us a millisecond or two
 * before it reads anything, so eight of them are answered in half the time. The settings of each hold for all.
 */
export const inOneTrip = (clickhouse: ClickHouse): ClickHouse => {
  let asked: Asked[] = [];
  const leave = (): void => {
    const together = asked;
    asked = [];
    for (const some of halves(together)) {
      answerAll(clickhouse, some).catch((cause: unknown) => some.forEach(({ fail }) => fail(cause)));
    }
  };
  const query = <T>(sql: string, params: Params = {}, settings: ClickHouseSettings = {}): Promise<T[]> =>
    new Promise((resolve, reject) => {
      if (asked.length === 0) queueMicrotask(leave);
      asked.push({
        sql,
        params,
        settings,
        alone: async () => resolve(await clickhouse.query<T>(sql, params, settings)),
        answer: (lines) => resolve(lines.map((line) => JSON.parse(line))),
        fail: reject,
      });
    });
  return {
    ...clickhouse,
    query,
    queryOne: async <T>(sql: string, params?: Params) => (await query<T>(sql, params))[0],
  };
};

/** A statement is planned by one thread, which is most of its work: of many questions, half may keep another one busy. */
const halves = (asked: readonly Asked[]): readonly (readonly Asked[])[] =>
  asked.length < 5 ? [asked] : [asked.filter((_, i) => i % 2 === 0), asked.filter((_, i) => i % 2 === 1)];

const answerAll = async (clickhouse: ClickHouse, together: readonly Asked[]): Promise<void> => {
  const [only, second] = together;
  if (only !== undefined && second === undefined) return only.alone();
  const names = new Map<string, string>();
  const params: Record<string, unknown> = {};
  /** Keys that several questions share travel once. */
  const nameOf = (value: unknown, type: string): string => {
    const same = `${type} ${JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each))}`;
    const name = names.get(same) ?? `p${names.size}`;
    names.set(same, name);
    params[name] = value;
    return name;
  };
  const parts = together.map(({ sql, params: own }, part) => {
    const renamed = sql.replace(/\{(\w+):([^}]+)\}/g, (_, name: string, type: string) => {
      return `{${nameOf(own[name], type)}:${type}}`;
    });
    return `SELECT ${part} AS part, formatRowNoNewline('JSONEachRow', *) AS line FROM (${renamed})`;
  });
  const rows = await clickhouse.query<{ part: number; line: string }>(
    parts.join('\nUNION ALL\n'),
    params,
    // what is read by key is read sooner than threads are made for it
    Object.assign({ max_threads: 1 }, ...together.map(({ settings }) => settings)),
  );
  const answers = together.map((): string[] => []);
  for (const { part, line } of rows) answers[part]?.push(line);
  together.forEach(({ answer }, part) => answer(answers[part] ?? []));
};
