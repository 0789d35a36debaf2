import type { MendStep } from './schemas.ts';

type TimeStep = Extract<MendStep, { type: 'time' }>;

/** A time as people and spreadsheets write it, in ISO 8601 UTC; undefined when it is not written that way. */
export const mendTime = (
  value: unknown,
  { format, offset }: Pick<TimeStep, 'format' | 'offset'>,
): string | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = String(value).trim();
  switch (format) {
    case 'epoch_s':
      return isoOf(text === '' ? NaN : Number(text) * 1000);
    case 'epoch_ms':
      return isoOf(text === '' ? NaN : Number(text));
    case 'iso':
      return isoOf(Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${withTime(text)}${offset}`));
    case 'ymd':
    case 'dmy':
    case 'mdy':
      return isoOf(written(text, format, offset));
  }
};

const withTime = (text: string): string =>
  /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00` : text.replace(' ', 'T');

const isoOf = (ms: number): string | undefined =>
  Number.isFinite(ms) && Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : undefined;

/** Three numbers for the day, up to three and a fraction for the time of day, whatever stands between them. */
const parts =
  /^(\d{1,4})\D{1,3}?(\d{1,2})\D{1,3}?(\d{1,4})\D*?(?:\s*T?(\d{1,2})\D{1,3}?(\d{1,2})(?:\D{1,3}?(\d{1,2})(?:[.,](\d{1,9}))?)?秒?)?\s*$/;

const written = (text: string, order: 'ymd' | 'dmy' | 'mdy', offset: string): number => {
  const found = parts.exec(text);
  if (found === null) return NaN;
  const [, a = '', b = '', c = '', hour = '0', minute = '0', second = '0', fraction = '0'] = found;
  const [year, month, day] = order === 'ymd' ? [a, b, c] : order === 'dmy' ? [c, b, a] : [c, a, b];
  if (year.length !== 4) return NaN;
  const two = (digits: string): string => digits.padStart(2, '0');
  const iso = `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}.${fraction.slice(0, 3).padEnd(3, '0')}`;
  const ms = Date.parse(`${iso}Z`);
  // Date.parse takes 31 February for 3 March
  if (!Number.isFinite(ms) || new Date(ms).toISOString().slice(0, 10) !== iso.slice(0, 10)) return NaN;
  return Date.parse(`${iso}${offset}`);
};
