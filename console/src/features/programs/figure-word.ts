import { en, type WordKey } from '../../i18n/dictionary.ts';
import type { Facts } from '../../i18n/fill.ts';

const isKnown = (key: string): key is WordKey => key in en;

/** The word for so many of a step's figure, such as "people" (or "person" for one); a figure that has no word yet keeps its own name, made readable. */
export const figureWord = (name: string, n: number, t: (key: WordKey, facts: Facts) => string): string => {
  const key = `figure.${name}`;
  return isKnown(key)
    ? t(key, { n })
    : name
        .replaceAll(/([A-Z])/g, ' $1')
        .replaceAll('_', ' ')
        .toLowerCase();
};
