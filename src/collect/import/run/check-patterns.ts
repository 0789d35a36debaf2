import { type ClickHouse, GyreError, problem } from '#platform';
import type { Mapping } from '../mapping.ts';

type Pattern = { readonly field: string; readonly text: string; readonly type: 'expression' | 'time' };

/**
 * Has the engine try the mapping's regular expressions and its way to write times, once and on nothing: what it cannot
 * read is the mapping's fault, and is told with its place before any row is touched.
 * @throws GyreError `invalid_input`.
 */
export const checkPatterns = async (clickhouse: ClickHouse, mapping: Mapping): Promise<void> => {
  for (const { field, text, type } of patternsOf(mapping)) {
    const sql =
      type === 'time'
        ? "SELECT parseDateTime64InJodaSyntaxOrNull('', {text:String}, 'UTC') AS at"
        : "SELECT match('', {text:String}) AS met";
    await clickhouse.query(sql, { text }).catch((cause: unknown) => {
      if (!(cause instanceof GyreError) || cause.code !== 'internal') throw cause;
      const [en, zh] =
        type === 'time'
          ? ['no way to write times in Joda’s letters', '不是 Joda 时间格式']
          : ['no regular expression of RE2, or too large', '不是 RE2 正则表达式，或规模过大'];
      throw problem('invalid_input', {
        field,
        detail: `mapping: ${field}: ${en}`,
        detailZh: `映射：${field}：${zh}`,
        cause,
      });
    });
  }
};

const patternsOf = ({ time, require, events }: Mapping): readonly Pattern[] => {
  const { pattern } = time;
  const tests = [
    ...require.map(({ test }, index) => ({ field: `require.${index}.test.matches`, text: test.matches })),
    ...events.map(({ when }, index) => ({ field: `events.${index}.when.matches`, text: when?.matches })),
  ];
  return [
    ...(pattern === undefined ? [] : [{ field: 'time.pattern', text: pattern, type: 'time' } as const]),
    ...tests.flatMap(({ field, text }) => (text === undefined ? [] : [{ field, text, type: 'expression' } as const])),
  ];
};
