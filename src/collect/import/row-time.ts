import { remember } from '../remember.ts';
import type { Mapping } from './mapping.ts';

const earliest = Date.UTC(1970, 0);
const latest = Date.UTC(2105, 0);

/** The time of a row in milliseconds since 1970, undefined when the text is none or outside 1970–2104. */
export const rowTime = ({ format, offset }: Mapping['time']): ((text: string) => number | undefined) => {
  const read = reader(format, offset);
  // many rows of a file share their time, the lines of one order to begin with
  const ms = remember(10_000, (text) => {
    const at = Math.round(read(text));
    return { at: at >= earliest && at < latest ? at : undefined };
  });
  return (text) => ms(text).at;
};

const reader = (format: Mapping['time']['format'], offset: string): ((text: string) => number) => {
  switch (format) {
    case 'iso':
      return (text) => isoMs(text, offset);
    case 'epoch_s':
      return (text) => (text === '' ? Number.NaN : Number(text) * 1000);
    case 'epoch_ms':
      return (text) => (text === '' ? Number.NaN : Number(text));
  }
};

// `YYYY-MM-DD`, `YYYY-MM-DD hh:mm[:ss[.s]]`, with T or a space, with or without a zone
const isoPattern = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?)?$/;

const isoMs = (text: string, offset: string): number => {
  const [, date, time = '00:00:00', zone = offset] = isoPattern.exec(text) ?? [];
  if (date === undefined) return Number.NaN;
  const ms = Date.parse(`${date}T${time}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  // Date.parse takes 31 February for 3 March
  const day = Date.parse(`${date}T00:00:00Z`);
  return Number.isFinite(day) && new Date(day).toISOString().startsWith(date) ? ms : Number.NaN;
};
