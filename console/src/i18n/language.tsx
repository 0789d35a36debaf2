import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import type { Words } from '../../../src/platform/schemas.ts';
import { dictionaries, type WordKey } from './dictionary.ts';
import { fill, type Facts } from './fill.ts';
import { formatFor, localeOf, type Format, type Language } from './format.ts';

export type LanguageTools = {
  readonly language: Language;
  readonly setLanguage: (language: Language) => void;
  /** A sentence of the dictionary in the user's language. */
  readonly t: (key: WordKey, facts?: Facts) => string;
  /** Words that come from the server in both languages. */
  readonly say: (words: Words) => string;
  readonly format: Format;
};

const storageKey = 'gyre.language';
const LanguageContext = createContext<LanguageTools | undefined>(undefined);

/** The user's stored choice in this browser, else the browser's own language. */
export const firstLanguage = (): Language => {
  const stored = localStorage.getItem(storageKey);
  if (stored === 'en' || stored === 'zh') return stored;
  return navigator.language.toLowerCase().startsWith('zh') ? 'zh' : 'en';
};

export const LanguageProvider = ({ children }: { readonly children: ReactNode }) => {
  const [language, setStored] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = localeOf[language];
  }, [language]);
  const setLanguage = useCallback((next: Language) => {
    localStorage.setItem(storageKey, next);
    setStored(next);
  }, []);
  const tools = useMemo((): LanguageTools => {
    const format = formatFor(language);
    const dictionary = dictionaries[language];
    return {
      language,
      setLanguage,
      t: (key, facts) =>
        facts === undefined ? dictionary[key] : fill(dictionary[key], facts, (value) => format.number(value, 2)),
      say: (words) => words[language],
      format,
    };
  }, [language, setLanguage]);
  return <LanguageContext value={tools}>{children}</LanguageContext>;
};

export const useLanguage = (): LanguageTools => {
  const tools = useContext(LanguageContext);
  if (tools === undefined) throw new Error('useLanguage needs a LanguageProvider above it');
  return tools;
};
