import { useQuery } from '@tanstack/react-query';
import { documentsQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';

/** What a channel is called: by its document, and `*` for all. */
export const useChannelTitles = (): ((name: string) => string) => {
  const { t, say } = useLanguage();
  const documents = useQuery(documentsQuery('Channel')).data?.documents ?? [];
  const titles = new Map(documents.map(({ name, title }) => [name, say(title)]));
  return (name) => (name === '*' ? t('privacy.toAll') : (titles.get(name) ?? name));
};
