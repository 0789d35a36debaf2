import { Link } from 'react-router';
import { useLanguage } from '../../i18n/language.tsx';
import { ClientSnippets } from '../../parts/client-snippets.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';

/** Nothing has arrived: how to change that, with whatever client one has. */
export const FirstEventPanel = () => {
  const { t } = useLanguage();
  return (
    <Panel>
      <EmptyNotice title={t('data.first')} hint={t('data.firstHint')}>
        <ClientSnippets />
        <Link to="/settings">{t('data.firstKey')}</Link>
      </EmptyNotice>
    </Panel>
  );
};
