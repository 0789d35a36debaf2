import { formatFor, noFigure, type Language } from '../../i18n/format.ts';

const yesNo: Readonly<Record<Language, readonly [string, string]>> = { en: ['yes', 'no'], zh: ['是', '否'] };

/** A property's value as an operator reads it; nested ones as JSON. */
export const plainValue = (value: unknown, language: Language): string => {
  switch (typeof value) {
    case 'string':
      return value === '' ? noFigure : value;
    case 'number':
      return formatFor(language).number(value, 2);
    case 'boolean':
      return yesNo[language][value ? 0 : 1];
    default:
      return value === null || value === undefined ? noFigure : JSON.stringify(value);
  }
};
