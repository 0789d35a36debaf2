import { identifierTypes } from '../identifier-types.ts';
import { namesSomebody, type Pseudonymizer } from '../identifiers.ts';
import { parseBody } from '../quarantine/body.ts';
import { isObject } from '../segment-message.ts';

/** Whether a stored identifier is one that is looked for. */
export type Wanted = (type: string, stored: string) => boolean;

/**
 * Whether a body is about somebody: a row that nobody could place names people all the same, under whatever its sender
 * called the field. A telephone number, an e-mail and an id card are known by their look; any other identifier where its
 * name says so or where it is long enough to be nothing else. Text that is no JSON is taken apart at its separators.
 */
export const mentions = (body: string, pseudonymizer: Pseudonymizer, wanted: Wanted): boolean => {
  const types = identifierTypes();
  const leaf = (name: string, text: string): boolean => {
    if (text === '' || !namesSomebody(text)) return false;
    const mayBeAnId = text.length >= 8 || idLike.test(name);
    const isHash = storedHash.test(text);
    return types.some(({ name: type, sensitive }) => {
      if (sensitive ? !isHash && !looksLike(type, text) : !mayBeAnId) return false;
      // rows of the log hold the hash itself
      if (sensitive && isHash && wanted(type, text)) return true;
      const stored = pseudonymizer.stored(type, text);
      return stored !== '' && wanted(type, stored);
    });
  };
  const walk = (name: string, value: unknown, depth: number): boolean => {
    if (typeof value === 'string' || typeof value === 'number') return leaf(name, String(value).trim());
    if (depth > deepest) return false;
    if (Array.isArray(value)) return value.some((item) => walk(name, item, depth + 1));
    return isObject(value) && Object.entries(value).some(([member, item]) => walk(member, item, depth + 1));
  };
  const parsed = parseBody(body);
  return typeof parsed === 'string'
    ? parsed.split(/[\s,;|"'<>=&]+/).some((token) => leaf('id', token))
    : walk('', parsed, 0);
};

const deepest = 100;
const idLike =
  /(^|_)id$|Id$|ID$|_id(@|$)|card|account|open_?id|union_?id|distinct|customer|member|user|会员|客户|用户|编号|卡号/;
const storedHash = /^[0-9a-f]{32}$/;

const looksLike = (type: string, text: string): boolean => {
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
