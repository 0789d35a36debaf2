import type { Mapping } from '../mapping.ts';

// `YYYY-MM-DD`, `YYYY-MM-DD hh:mm[:ss[.s]]`, with T or a space, with or without a zone
const isoPattern = '^\\d{4}-\\d\\d-\\d\\d(?:[T ]\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d+)?)?(?:Z|[+-]\\d\\d:?\\d\\d)?)?$';
const zonePattern = ':\\d\\d(?:\\.\\d+)?(?:Z|[+-]\\d\\d:?\\d\\d)$';

/** Times of a row lie between 1970 and this, 2105-01-01, in milliseconds since 1970. */
export const latestMs = Date.UTC(2105, 0);

/** The row's time in milliseconds since 1970 as Nullable(Int64): null when the text is none. */
export const timeSql = (
  { format, pattern, offset }: Mapping['time'],
  { cell, text }: { cell: string; text: (value: string) => string },
): string => {
  const shift = offsetMs(offset);
  if (pattern !== undefined)
    return `toUnixTimestamp64Milli(parseDateTime64InJodaSyntaxOrNull(${cell}, ${text(pattern)}, 'UTC')) - ${shift}`;
  switch (format) {
    case 'iso': {
      // 31 February and its like are refused by the engine's own reading
      const at = `toUnixTimestamp64Milli(parseDateTime64BestEffortOrNull(${cell}, 3, 'UTC'))`;
      const own = shift === 0 ? '' : ` - if(match(${cell}, ${text(zonePattern)}), 0, ${shift})`;
      return `if(match(${cell}, ${text(isoPattern)}), ${at}${own}, NULL)`;
    }
    case 'epoch_s':
      return `toInt64OrNull(toString(round(toFloat64OrNull(${cell}) * 1000)))`;
    case 'epoch_ms':
      return `ifNull(toInt64OrNull(${cell}), toInt64OrNull(toString(round(toFloat64OrNull(${cell})))))`;
  }
};

const offsetMs = (offset: string): number => {
  const [, sign, hours, minutes] = /^([+-])(\d\d):(\d\d)$/.exec(offset) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
};
