import { createContext, useContext, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import { darkPalette, lightPalette, paintDocument, type Palette } from './palette.ts';

export type SchemeChoice = 'system' | 'light' | 'dark';
type SchemeContextValue = {
  readonly choice: SchemeChoice;
  readonly choose: (choice: SchemeChoice) => void;
  readonly scheme: 'light' | 'dark';
  readonly palette: Palette;
};

const storageKey = 'gyre.scheme';
const SchemeContext = createContext<SchemeContextValue | undefined>(undefined);

const darkQuery = (): MediaQueryList => window.matchMedia('(prefers-color-scheme: dark)');
const subscribe = (notify: () => void): (() => void) => {
  const query = darkQuery();
  query.addEventListener('change', notify);
  return () => query.removeEventListener('change', notify);
};

const storedChoice = (): SchemeChoice => {
  const stored = localStorage.getItem(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
};

/** Light or dark, by the system unless the user chose; kept in this browser. */
export const SchemeProvider = ({ children }: { readonly children: ReactNode }) => {
  const [choice, setChoice] = useState(storedChoice);
  const systemIsDark = useSyncExternalStore(subscribe, () => darkQuery().matches);
  const scheme = choice === 'system' ? (systemIsDark ? 'dark' : 'light') : choice;
  const palette = scheme === 'dark' ? darkPalette : lightPalette;
  useEffect(() => paintDocument(palette, scheme), [palette, scheme]);
  const value = useMemo(() => {
    const choose = (next: SchemeChoice) => {
      localStorage.setItem(storageKey, next);
      setChoice(next);
    };
    return { choice, choose, scheme, palette } as const;
  }, [choice, scheme, palette]);
  return <SchemeContext value={value}>{children}</SchemeContext>;
};

export const useScheme = (): SchemeContextValue => {
  const value = useContext(SchemeContext);
  if (value === undefined) throw new Error('useScheme needs a SchemeProvider above it');
  return value;
};
