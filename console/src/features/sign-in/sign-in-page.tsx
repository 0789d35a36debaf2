import { useMutation } from '@tanstack/react-query';
import { Button, Spin } from 'antd';
import { useEffect } from 'react';
import { useLocation, useSearchParams } from 'react-router';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { BrandMark } from '../../app/brand-mark.tsx';
import { safeReturn } from './safe-return.ts';
import { signInOnce } from './sign-in-once.ts';
import './sign-in.css';

/** Opens the session of a sign-in link; says clearly when the link is of no use, and how to get a new one. */
export const SignInPage = () => {
  const { t, say, language, setLanguage } = useLanguage();
  const [search] = useSearchParams();
  const { hash } = useLocation();
  // links carry it behind the #, where no server log and no referrer sees it
  const token = new URLSearchParams(hash.slice(1)).get('token');
  const signIn = useMutation({
    mutationFn: signInOnce,
    // A fresh start of the page: nothing of an earlier session stays in memory.
    onSuccess: () => window.location.replace(safeReturn(search.get('back'), window.location.origin)),
  });
  const { mutate } = signIn;
  useEffect(() => {
    document.title = `${t('signIn.title')} · Gyre`;
  }, [t]);
  useEffect(() => {
    if (token !== null) mutate(token);
  }, [token, mutate]);
  const failed = signIn.error;
  const unreachable = failed instanceof ApiError && failed.status === 0;
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <div className="sign-in-brand">
          <BrandMark sizePx={34} /> <span>Gyre</span> <small>环流</small>
          <Button
            type="text"
            size="small"
            lang={language === 'zh' ? 'en' : 'zh'}
            onClick={() => setLanguage(language === 'zh' ? 'en' : 'zh')}
          >
            {language === 'zh' ? 'English' : '中文'}
          </Button>
        </div>
        {token !== null && failed === null ? (
          <div role="status" className="row">
            <Spin size="small" /> {t('signIn.working')}
          </div>
        ) : (
          <>
            <h1>{t(failed === null ? 'signIn.title' : unreachable ? 'signIn.unreachable' : 'signIn.expired')}</h1>
            <p>
              {failed instanceof ApiError && (unreachable || failed.status !== 401)
                ? say(failed.words)
                : t(failed === null ? 'signIn.how' : 'signIn.expiredWhy')}
            </p>
            {!unreachable && (
              <>
                <p>{t('signIn.command')}</p>
                <Copyable text="npx gyre sign-in" />
                <p className="quiet small">{t('signIn.colleague')}</p>
              </>
            )}
            {failed instanceof ApiError && failed.requestId !== undefined && (
              <code className="small quiet">{t('error.requestId', { id: failed.requestId })}</code>
            )}
          </>
        )}
      </div>
    </main>
  );
};
