import { useLanguage } from '../../i18n/language.tsx';
import { SectionTabs } from '../../parts/section-tabs.tsx';

const tabs = [
  { to: '/data', key: 'data.tab.arrivals' },
  { to: '/data/plan', key: 'plan.tab' },
  { to: '/data/imports', key: 'imports.tab' },
  { to: '/data/quarantine', key: 'quarantine.tab' },
  { to: '/data/quality', key: 'quality.tab' },
  { to: '/data/derived', key: 'derived.tab' },
  { to: '/data/catalogues', key: 'catalogues.tab' },
] as const;

export const DataTabs = () => {
  const { t } = useLanguage();
  return <SectionTabs label={t('nav.data')} tabs={tabs.map(({ to, key }) => ({ to, label: t(key) }))} />;
};
