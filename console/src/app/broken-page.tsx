import { Button } from 'antd';
import { useRouteError } from 'react-router';
import { useLanguage } from '../i18n/language.tsx';
import { Page } from '../parts/page.tsx';
import '../parts/notice.css';

/** When a page throws: says so, keeps the frame, offers a reload. After a release an old page's chunk may be gone; a reload mends that too. */
export const BrokenPage = () => {
  const { t } = useLanguage();
  const error = useRouteError();
  return (
    <Page title={t('error.page')}>
      <div role="alert" className="notice notice-error">
        <p className="mono small">{error instanceof Error ? error.message : String(error)}</p>
        <Button onClick={() => window.location.reload()}>{t('error.reload')}</Button>
      </div>
    </Page>
  );
};
