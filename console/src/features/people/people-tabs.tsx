import { useLanguage } from '../../i18n/language.tsx';
import { SectionTabs } from '../../parts/section-tabs.tsx';

const tabs = [
  { to: '/people', key: 'people.tab.search' },
  { to: '/people/audiences', key: 'people.tab.audiences' },
  { to: '/people/tags', key: 'tags.tab' },
  { to: '/people/features', key: 'features.tab' },
  { to: '/people/identity', key: 'people.tab.identity' },
  { to: '/people/matching', key: 'people.tab.matching' },
  { to: '/people/privacy', key: 'people.tab.privacy' },
] as const;

export const PeopleTabs = () => {
  const { t } = useLanguage();
  return <SectionTabs label={t('nav.people')} tabs={tabs.map(({ to, key }) => ({ to, label: t(key) }))} />;
};
