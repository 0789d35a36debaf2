import {
  DatabaseOutlined,
  FileTextOutlined,
  HomeOutlined,
  SettingOutlined,
  SyncOutlined,
  TeamOutlined,
} from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect } from 'react';
import { Link, NavLink, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { meQuery } from '../api/queries.ts';
import { useLanguage } from '../i18n/language.tsx';
import { ErrorNotice } from '../parts/error-notice.tsx';
import { BrandMark } from './brand-mark.tsx';
import './shell.css';
import { TopBar } from './top-bar.tsx';

const places = [
  { to: '/', key: 'nav.home', Icon: HomeOutlined },
  { to: '/programs', key: 'nav.programs', Icon: SyncOutlined },
  { to: '/people', key: 'nav.people', Icon: TeamOutlined },
  { to: '/data', key: 'nav.data', Icon: DatabaseOutlined },
  { to: '/documents', key: 'nav.documents', Icon: FileTextOutlined },
] as const;

/** The frame: navigation at the left (at the bottom on a phone), a bar on top, the page. Only for those signed in. */
export const Shell = () => {
  const { t, language, setLanguage } = useLanguage();
  const me = useQuery(meQuery);
  const navigation = useNavigation();
  const { pathname } = useLocation();

  // The account's language wins over the browser's when a session begins.
  const accountLanguage = me.data?.user.language;
  useLayoutEffect(() => {
    if (accountLanguage !== undefined) setLanguage(accountLanguage);
    // Only when the account's own setting arrives or changes, not when the user switches here.
  }, [accountLanguage, setLanguage]);

  useEffect(() => {
    document.getElementById('content')?.focus({ preventScroll: true });
  }, [pathname]);

  if (me.isError) {
    return (
      <main className="shell-alone">
        <BrandMark sizePx={40} />
        <ErrorNotice error={me.error} retry={() => void me.refetch()} />
      </main>
    );
  }
  if (me.data === undefined) return <main className="shell-alone" aria-busy="true" lang={language} />;

  return (
    <div className="shell">
      <a className="shell-skip" href="#content">
        {t('nav.skip')}
      </a>
      <div className="shell-side">
        <Link to="/" className="shell-brand">
          <BrandMark /> <span>Gyre</span> <small>环流</small>
        </Link>
        <nav aria-label={t('nav.main')} className="shell-nav">
          {places.map(({ to, key, Icon }) => (
            <NavLink key={to} to={to} end={to === '/'}>
              <Icon aria-hidden="true" />
              <span>{t(key)}</span>
            </NavLink>
          ))}
          <NavLink to="/settings" className="shell-nav-settings">
            <SettingOutlined aria-hidden="true" />
            <span>{t('nav.settings')}</span>
          </NavLink>
        </nav>
      </div>
      <TopBar user={me.data.user} />
      <main
        id="content"
        tabIndex={-1}
        className={navigation.state === 'loading' ? 'shell-main shell-main-leaving' : 'shell-main'}
      >
        <Outlet />
      </main>
      <ScrollRestoration />
    </div>
  );
};
