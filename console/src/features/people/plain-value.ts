import { formatFor, noFigure, type Language } from '../../i18n/format.ts';

const isMoment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;
const yesNo: Readonly<Record<Language, readonly [string, string]>> = { en: ['yes', 'no'], zh: ['是', '否'] };

/** A property's value as an operator reads it: moments in their own time, nested values as JSON. */
export const plainValue = (value: unknown, language: Language): string => {
  switch (typeof value) {
    case 'string':
      if (value === '') return noFigure;
      return isMoment.test(value) ? formatFor(language).dateTime(value) : value;
    case 'number':
      return formatFor(language).number(value, 2);
    case 'boolean':
      return yesNo[language][value ? 0 : 1];
    default:
      return value === null || value === undefined ? noFigure : JSON.stringify(value);
  }
};
