import { Link } from 'react-router';
import { useLanguage } from '../i18n/language.tsx';
import { EmptyNotice } from '../parts/empty-notice.tsx';
import { Page } from '../parts/page.tsx';

export const MissingPage = () => {
  const { t } = useLanguage();
  return (
    <Page title={t('page.notFound')}>
      <EmptyNotice title={t('page.notFound')} hint={t('page.notFoundHint')}>
        <Link to="/">{t('page.backHome')}</Link>
      </EmptyNotice>
    </Page>
  );
};
