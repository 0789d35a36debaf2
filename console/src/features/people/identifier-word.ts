import { en, type WordKey } from '../../i18n/dictionary.ts';

const isKnown = (key: string): key is WordKey => key in en;

/** The operators' word for a type of identifier; `wechat_openid@app` keeps its app; unknown types keep their name. */
export const identifierWord = (type: string, t: (key: WordKey) => string): string => {
  const [base = type, scope] = type.split('@');
  const key = `id.${base}`;
  const word = isKnown(key) ? t(key) : base;
  return scope === undefined ? word : `${word} (${scope})`;
};
