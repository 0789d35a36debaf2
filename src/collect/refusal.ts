import { ClickHouseError } from '@clickhouse/client';
import type { RefusedLine } from './log-writer.ts';

/**
 * Whether the engine read the rows and refuses them for what they hold, so that sending them again cannot help.
 * Anything else (away, full, busy, out of memory, read-only) is worth another attempt.
 */
export const isRefusal = (cause: unknown): boolean => refusalIn(cause) !== undefined;

// error names of ClickHouse (src/Common/ErrorCodes.cpp) that speak of data
const aboutData =
  /^(CANNOT_PARSE_\w+|CANNOT_READ_ALL_DATA|CANNOT_READ_ARRAY_FROM_TEXT|CANNOT_CONVERT_TYPE|CANNOT_EXTRACT_TABLE_STRUCTURE|CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN|INCORRECT_DATA|TYPE_MISMATCH|ARGUMENT_OUT_OF_BOUND|VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE|DECIMAL_OVERFLOW|TOO_LARGE_STRING_SIZE|TOO_LARGE_ARRAY_SIZE|TOO_DEEP_RECURSION|ATTEMPT_TO_READ_AFTER_EOF|UNEXPECTED_END_OF_FILE|BAD_ARGUMENTS|ILLEGAL_COLUMN|DUPLICATE_COLUMN|UNKNOWN_ELEMENT_OF_ENUM|INCOMPATIBLE_COLUMNS|LOGICAL_ERROR)$/;

const refusalIn = (cause: unknown): ClickHouseError | undefined => {
  if (cause instanceof ClickHouseError) return aboutData.test(cause.type ?? '') ? cause : undefined;
  return cause instanceof Error ? refusalIn(cause.cause) : undefined;
};

const wordsOf = (cause: unknown): string => refusalIn(cause)?.message.split('\n')[0] ?? String(cause);

/**
 * Writes lines of which some are refused, halving what is refused until it is one line; answers those lines.
 * About 2 × log₂(lines) inserts for each of them. @throws what is not a refusal.
 */
export const writeAround = async (
  body: Buffer,
  insert: (part: Buffer) => Promise<void>,
): Promise<readonly RefusedLine[]> => {
  const lines = body.toString('utf8').split('\n').slice(0, -1);
  const refused: RefusedLine[] = [];
  const halve = async (part: readonly string[]): Promise<void> => {
    const middle = part.length >> 1;
    for (const half of [part.slice(0, middle), part.slice(middle)]) if (half.length > 0) await write(half);
  };
  const write = async (part: readonly string[]): Promise<void> => {
    try {
      await insert(Buffer.from(`${part.join('\n')}\n`));
    } catch (cause) {
      if (!isRefusal(cause)) throw cause;
      if (part.length > 1) return halve(part);
      refused.push({ line: part[0] ?? '', words: wordsOf(cause) });
    }
  };
  if (lines.length === 1) await write(lines);
  else await halve(lines);
  return refused;
};
