import type { Pseudonymizer, SensitiveType } from './identifiers.ts';
import { remember } from './remember.ts';
import { isObject, type OpenObject } from './segment-message.ts';

/**
 * Properties in which every phone number, e-mail address and id card has become its keyed hash, at any depth and in
 * the queries of addresses. Whatever a tool calls the field (`mobile`, `receiverPhone`, `手机号`), the log must not
 * hold it in the clear. Both must speak for it: the name says what it is, and the value is one. An order number of
 * eleven digits stays, and so does a number in the middle of free text: see docs/send-events.md.
 * The hash is the identifier's own, so equal values stay equal. The object itself when there is nothing to hide.
 */
export const hidePersonal = (object: OpenObject, pseudonymizer: Pseudonymizer, depth = 0): OpenObject => {
  let hidden: [string, unknown][] | undefined;
  for (const name in object) {
    const value = object[name];
    const instead = hide(name, value, pseudonymizer, depth + 1);
    if (instead === value) continue;
    hidden ??= Object.entries(object);
    for (const entry of hidden) if (entry[0] === name) entry[1] = instead;
  }
  return hidden === undefined ? object : Object.fromEntries(hidden);
};

// the engine reads no JSON nested deeper (input_format_json_max_depth): such an event is sealed in quarantine, whole
const maxDepth = 1_000;

const hide = (name: string, value: unknown, pseudonymizer: Pseudonymizer, depth: number): unknown => {
  if (typeof value === 'string' || typeof value === 'number') {
    const type = personalTypeNamed(name);
    if (type !== '') return pseudonymizer.stored(type, String(value)) || value;
    return typeof value === 'string' && value.includes('=') ? hideInAddress(value, pseudonymizer) : value;
  }
  if (depth > maxDepth) return value;
  // a list's items are what the list is called
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    const instead = items.map((item) => hide(name, item, pseudonymizer, depth + 1));
    return instead.some((item, i) => item !== items[i]) ? instead : value;
  }
  return isObject(value) ? hidePersonal(value, pseudonymizer, depth) : value;
};

// most addresses hold none: to see that costs a tenth of taking them apart
const mayName = /phone|mobile|tel|msisdn|mail|card|(?:id|identity|citizen)[^=]?n(?:o|um)|national|\P{ASCII}|%[c-f]/iu;

const hideInAddress = (text: string, pseudonymizer: Pseudonymizer): string => {
  if (!mayName.test(text)) return text;
  return text.replace(/([?&#])([^=&#?\s]{1,60})=([^&#\s]{1,200})/g, (all, mark: string, name: string, raw: string) => {
    const type = personalTypeNamed(decoded(name));
    const stored = type === '' ? '' : pseudonymizer.stored(type, decoded(raw));
    return stored === '' ? all : `${mark}${name}=${stored}`;
  });
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

// the end of a name says what it is: receiver_phone, but not phone_model
const names: readonly (readonly [SensitiveType, RegExp])[] = [
  ['phone', /(^|_)((mobile|cell|tele|hand)?_?phone|mobile|tel|msisdn)(_?(no|num|number))?s?$|(手机|电话)(号码?)?$/],
  ['email', /(^|_)e?_?mail(_?(addr|address))?s?$|(邮箱|邮件地址)(地址)?$/],
  [
    'id_card',
    /(^|_)((id|identity)_?card|(id|identity|citizen)_?(no|num|number)|national_id)(_?(no|num|number))?s?$|身份证(号码?)?$/,
  ],
];

/** What a property's name says it holds; '' when nothing personal. */
export const personalTypeNamed = remember<SensitiveType | ''>(5_000, (name) => {
  if (name.length > 60) return '';
  const words = name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '_')
    .replace(/_$/, '');
  return names.find(([, pattern]) => pattern.test(words))?.[0] ?? '';
});
