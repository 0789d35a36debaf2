import type { WordKey } from '../../i18n/dictionary.ts';
import { identifierWord } from './identifier-word.ts';

const longestShown = 20;
const shortened = (value: string): string => (value.length > longestShown ? `${value.slice(0, 8)}…` : value);

/** `user_id u-1 ↔ phone 6555…` → "User id u-1 ↔ Phone 6555…": the link that joined two people, in words. */
export const mergeWords = (link: string, t: (key: WordKey) => string): string =>
  link
    .split(' ↔ ')
    // what only an alias named has no name
    .filter((end) => end.trim() !== '')
    .map((end) => {
      const [type = '', ...value] = end.split(' ');
      return [identifierWord(type, t), shortened(value.join(' '))].join(' ').trim();
    })
    .join(' ↔ ');
