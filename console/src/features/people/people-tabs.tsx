import { useLanguage } from '../../i18n/language.tsx';
import { SectionTabs } from '../../parts/section-tabs.tsx';

const tabs = [{ to: '/people', key: 'people.tab.search' }] as const;

export const PeopleTabs = () => {
  const { t } = useLanguage();
  return <SectionTabs label={t('nav.people')} tabs={tabs.map(({ to, key }) => ({ to, label: t(key) }))} />;
};
