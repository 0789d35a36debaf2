import type { ClickHouse } from '#platform';

/**
 * Deletes a person's rows from what imports under way have read and not yet written, by the texts in `erasing_texts`: their identifiers
 * in the clear and as the log keeps them. A number that a file spells otherwise is met by the tombstone when it is written, and gone when the import ends.
 */
export const forgetStaged = async (clickhouse: ClickHouse): Promise<void> => {
  const named = (column: string): string =>
    `arrayExists(each -> position(${column}, each) > 0, (SELECT groupArray(text) FROM erasing_texts))`;
  for (const [table, condition] of [
    ['import_lines', named('line')],
    ['import_people', `${named('value')} OR ${named('stored')}`],
    ['import_refused', named('body')],
  ] as const)
    await clickhouse.command(`ALTER TABLE ${table} DELETE WHERE ${condition}`, {}, { mutations_sync: '2' });
};
