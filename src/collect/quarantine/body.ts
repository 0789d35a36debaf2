import { isObject } from '../segment-message.ts';
import type { Sealer } from '../sealer.ts';

const mark = 'sealed:';

/** A sealed text in a String column. A row of before there was sealing opens to itself. */
export const quarantineBody = {
  seal: (sealer: Sealer, text: string): string => mark + sealer.seal(text).toString('base64'),
  /** @throws when it was sealed under another secret. */
  open: (sealer: Sealer, stored: string): string =>
    stored.startsWith(mark) ? sealer.open(Buffer.from(stored.slice(mark.length), 'base64')) : stored,
} as const;

/** JSON, or the text itself when it is none. */
export const parseBody = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** What the event of a body calls itself, for the list of groups; empty when nobody can tell. */
export const quarantinedName = (body: string): string => {
  const value = parseBody(body);
  if (!isObject(value)) return '';
  const { event, type } = value;
  if (typeof event === 'string') return event;
  return typeof type === 'string' && type !== 'track' ? `$${type}` : '';
};
