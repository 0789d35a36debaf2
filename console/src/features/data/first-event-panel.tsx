import { Link } from 'react-router';
import { useLanguage } from '../../i18n/language.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { curlFirstEvent } from './first-event.ts';

/** Nothing has arrived: the one command that changes that. */
export const FirstEventPanel = () => {
  const { t } = useLanguage();
  return (
    <Panel>
      <EmptyNotice title={t('data.first')} hint={t('data.firstHint')}>
        <Copyable text={curlFirstEvent(window.location.origin)} />
        <Link to="/settings">{t('data.firstKey')}</Link>
      </EmptyNotice>
    </Panel>
  );
};
