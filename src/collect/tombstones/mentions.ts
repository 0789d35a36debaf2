import { identifierTypes } from '../identifier-types.ts';
import { keyOf, namesSomebody, type Pseudonymizer } from '../identifiers.ts';
import { parseBody } from '../quarantine/body.ts';
import { isObject } from '../segment-message.ts';

/**
 * The keys of everybody a body may be about: a row that nobody could place names people all the same, under whatever its sender called
 * the field. A telephone number, an e-mail address and an id card are known by their look; any other identifier where its name says so
 * or where it is long enough to be nothing else. Text that is no JSON is taken apart at its separators.
 */
export const keysMentioned = (body: string, pseudonymizer: Pseudonymizer): readonly string[] => {
  const keys = new Set<string>();
  const leaf = (name: string, text: string): void => {
    if (text === '' || !namesSomebody(text)) return;
    const mayBeAnId = text.length >= 8 || idLike.test(name);
    for (const { name: type, sensitive } of identifierTypes()) {
      if (sensitive ? !looksLike(type, text) : !mayBeAnId) continue;
      const stored = pseudonymizer.stored(type, text);
      if (stored !== '') keys.add(keyOf(type, stored));
      // rows of the log hold the hash itself
      if (sensitive && storedHash.test(text)) keys.add(keyOf(type, text));
    }
  };
  const walk = (name: string, value: unknown, depth: number): void => {
    if (typeof value === 'string' || typeof value === 'number') leaf(name, String(value).trim());
    else if (depth > deepest) return;
    else if (Array.isArray(value)) for (const item of value) walk(name, item, depth + 1);
    else if (isObject(value)) for (const [member, item] of Object.entries(value)) walk(member, item, depth + 1);
  };
  const parsed = parseBody(body);
  if (typeof parsed === 'string') for (const token of parsed.split(/[\s,;|"'<>=&]+/)) leaf('id', token);
  else walk('', parsed, 0);
  return [...keys];
};

const deepest = 100;
const idLike =
  /(^|_)id$|Id$|ID$|_id(@|$)|card|account|open_?id|union_?id|distinct|customer|member|user|会员|客户|用户|编号|卡号/;
const storedHash = /^[0-9a-f]{32}$/;

const looksLike = (type: string, text: string): boolean => {
  if (storedHash.test(text)) return true;
  switch (type.replace(/@.*$/, '')) {
    case 'phone':
      return /^[+\d][\d\s().-]{6,24}$/.test(text);
    case 'email':
      return text.includes('@');
    case 'id_card':
      return /^[\dxX\s]{15,24}$/.test(text);
    default:
      return true;
  }
};
