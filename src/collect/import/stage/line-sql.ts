import type { Reading } from './segment.ts';

/**
 * A line as it stands in the file, as UTF-8 without its byte order mark and carriage return. What is not text in the
 * file's encoding becomes U+FFFD.
 */
export const lineSql = (raw: string, encoding: Reading['encoding']): string => {
  const text = ((): string => {
    switch (encoding) {
      case 'utf-8':
        return `if(isValidUTF8(${raw}), ${raw}, toValidUTF8(${raw}))`;
      case 'gbk':
        // GB 18030 holds all of GBK
        return `convertCharset(${raw}, 'GB18030', 'UTF-8')`;
      case 'latin1':
        return `convertCharset(${raw}, 'windows-1252', 'UTF-8')`;
    }
  })();
  return `trimRight(if(startsWith(${raw}, '\\xEF\\xBB\\xBF'), substring(${text}, 4), ${text}), '\\r')`;
};

export const stagingSettings = {
  // a large file may take its time
  max_execution_time: 0,
  max_insert_threads: '1',
  min_insert_block_size_rows: '1000000',
  date_time_input_format: 'best_effort',
} as const;
