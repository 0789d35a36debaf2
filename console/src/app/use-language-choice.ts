import { useQueryClient } from '@tanstack/react-query';
import { ask } from '../api/client.ts';
import { meQuery } from '../api/queries.ts';
import { useLanguage } from '../i18n/language.tsx';

/** Switches the language here at once, and remembers it with the account. */
export const useLanguageChoice = () => {
  const { language, setLanguage } = useLanguage();
  const queries = useQueryClient();
  const choose = (next: 'en' | 'zh') => {
    setLanguage(next);
    queries.setQueryData(meQuery.queryKey, (me) => (me === undefined ? me : { user: { ...me.user, language: next } }));
    // The choice already holds in this browser; the account follows when it can.
    void ask('me', { path: '/api/me', method: 'PUT', body: { language: next } }).catch(() => undefined);
  };
  return { language, choose };
};
