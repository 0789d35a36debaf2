import { useQuery } from '@tanstack/react-query';
import { useLanguage } from '../../../i18n/language.tsx';
import { eventWord } from '../event-word.ts';
import { qualityQuery } from './quality-queries.ts';

/** Display names of the events that the quality page has already read. */
export const useEventWords = (): ((name: string) => string) => {
  const { language } = useLanguage();
  const { data } = useQuery(qualityQuery);
  const titles = new Map(data?.rows.map(({ event, title }) => [event, title]));
  return (name) => eventWord({ name, title: titles.get(name) ?? null }, language);
};
