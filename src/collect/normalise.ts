import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/min';

/** How the many spellings of one identifier become one. */
export const normalisations = ['trim', 'lower', 'upper', 'email', 'phone', 'id_card'] as const;
export type Normalisation = (typeof normalisations)[number];

/** The one spelling of a value, or `''` when it cannot be an identifier of that sort and so names nobody. */
export const normalise = (how: Normalisation, value: string, region: string): string => {
  const text = value.trim();
  switch (how) {
    case 'trim':
      return text;
    case 'lower':
      return text.toLowerCase();
    case 'upper':
      return text.toUpperCase();
    case 'email':
      return /^[^\s@]+@[^\s@]+$/.test(text) ? text.toLowerCase() : '';
    case 'phone':
      return phone(text, region);
    case 'id_card':
      return idCard(text);
  }
};

/** E.164, e.g. `+8613800001111`. A number without country code is read as one of `region` (ISO 3166, two letters). */
const phone = (text: string, region: string): string => {
  const digits = text.replace(/[\s().-]/g, '');
  // nine in ten numbers are mainland mobiles: spared the library's 12 µs
  const mobile = /^(?:\+86|0086|86)?(1[3-9]\d{9})$/.exec(digits);
  if (mobile && (region === 'CN' || digits.length > 11)) return `+86${mobile[1] ?? ''}`;
  // the library answers "unknown country" for codes it does not have, which is what a wrong region deserves
  const parsed = parsePhoneNumberFromString(digits.replace(/^00/, '+'), region as CountryCode);
  return parsed?.isPossible() ? parsed.number : '';
};

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const checkDigits = '10X98765432';

/** GB 11643-1999: seventeen digits with a date of birth in them and a check digit (ISO 7064, MOD 11-2). */
const idCard = (text: string): string => {
  const card = text.replace(/\s/g, '').toUpperCase();
  const match = /^\d{6}(\d{4})(\d{2})(\d{2})\d{3}[\dX]$/.exec(card);
  if (!match) return '';
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const born = new Date(Date.UTC(year, month - 1, day));
  if (year < 1850 || born.getUTCMonth() !== month - 1 || born.getUTCDate() !== day) return '';
  const sum = weights.reduce((total, weight, i) => total + weight * Number(card[i]), 0);
  return checkDigits[sum % 11] === card[17] ? card : '';
};
