import { LoadingOutlined, SearchOutlined, SettingOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, type InputRef } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { homeQuery, jobsQuery } from '../api/queries.ts';
import type { MeAnswer } from '../../../src/platform/http/auth/schemas.ts';
import { useLanguage } from '../i18n/language.tsx';
import { BrandMark } from './brand-mark.tsx';
import { useLanguageChoice } from './use-language-choice.ts';

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** Find a person (`/` jumps here), whose workspace this is, what is running, the language. */
export const TopBar = ({ user }: { readonly user: MeAnswer['user'] }) => {
  const { t, say } = useLanguage();
  const home = useQuery({ ...homeQuery, refetchInterval: false });
  const jobs = useQuery(jobsQuery);
  const running = (jobs.data?.jobs ?? []).filter(({ state }) => state === 'running').length;
  const workspace = home.data?.workspace;
  return (
    <header className="bar">
      <Link to="/" className="bar-brand" aria-label="Gyre">
        <BrandMark sizePx={24} />
      </Link>
      <PersonSearch />
      <div className="bar-end">
        {running > 0 && (
          <Link to="/#jobs" className="bar-running" role="status">
            <LoadingOutlined aria-hidden="true" /> <span>{t('nav.running', { n: running })}</span>
          </Link>
        )}
        {workspace !== undefined && (
          <span className="bar-workspace">
            {say(workspace.title)}
            {workspace.demo && <em>{t('nav.demo')}</em>}
          </span>
        )}
        <LanguageSwitch />
        <Link
          to="/settings"
          className="bar-settings"
          aria-label={t('nav.settings')}
          title={user.name ?? user.email ?? ''}
        >
          <SettingOutlined aria-hidden="true" />
        </Link>
      </div>
    </header>
  );
};

const LanguageSwitch = () => {
  const { language, choose } = useLanguageChoice();
  const other = language === 'zh' ? 'en' : 'zh';
  return (
    <Button type="text" size="small" className="bar-language" lang={other} onClick={() => choose(other)}>
      {other === 'zh' ? '中文' : 'English'}
    </Button>
  );
};

const PersonSearch = () => {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const field = useRef<InputRef>(null);
  const [text, setText] = useState('');
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      event.preventDefault();
      field.current?.focus({ cursor: 'all' });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
  return (
    <form
      role="search"
      className="bar-search"
      onSubmit={(event) => {
        event.preventDefault();
        void navigate(`/people?query=${encodeURIComponent(text.trim())}`);
      }}
    >
      <Input
        ref={field}
        value={text}
        onChange={(event) => setText(event.target.value)}
        aria-label={t('nav.searchPeople')}
        aria-keyshortcuts="/"
        placeholder={t('nav.searchHint')}
        prefix={<SearchOutlined aria-hidden="true" />}
        suffix={<kbd aria-hidden="true">/</kbd>}
        variant="filled"
      />
    </form>
  );
};
