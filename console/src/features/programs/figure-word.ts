import { en, type WordKey } from '../../i18n/dictionary.ts';

const isKnown = (key: string): key is WordKey => key in en;

/** The word for a step's figure, such as "people"; a figure that has no word yet keeps its own name, made readable. */
export const figureWord = (name: string, t: (key: WordKey) => string): string => {
  const key = `figure.${name}`;
  return isKnown(key)
    ? t(key)
    : name
        .replaceAll(/([A-Z])/g, ' $1')
        .replaceAll('_', ' ')
        .toLowerCase();
};
