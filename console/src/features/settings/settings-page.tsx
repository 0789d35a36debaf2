import { useMutation, useQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { ask } from '../../api/client.ts';
import { meQuery } from '../../api/queries.ts';
import { useLanguageChoice } from '../../app/use-language-choice.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { KeysPanel } from './keys-panel.tsx';
import './settings.css';

/** The user's own settings, and the keys by which other systems come in. */
export const SettingsPage = () => {
  const { t } = useLanguage();
  const me = useQuery(meQuery).data?.user;
  const { language, choose } = useLanguageChoice();
  const scheme = useScheme();
  const signOut = useMutation({
    mutationFn: () => ask('nothing', { path: '/api/sign-out', method: 'POST' }),
    onSuccess: () => window.location.assign('/sign-in'),
  });
  return (
    <Page title={t('settings.title')}>
      <Panel title={t('settings.appearance')}>
        <div className="settings-row">
          <span id="settings-language">{t('settings.language')}</span>
          <Segmented
            aria-labelledby="settings-language"
            value={language}
            onChange={choose}
            options={[
              { value: 'zh', label: '中文' },
              { value: 'en', label: 'English' },
            ]}
          />
        </div>
        <div className="settings-row">
          <span id="settings-scheme">{t('settings.scheme')}</span>
          <Segmented
            aria-labelledby="settings-scheme"
            value={scheme.choice}
            onChange={scheme.choose}
            options={(['system', 'light', 'dark'] as const).map((value) => ({
              value,
              label: t(`settings.scheme.${value}`),
            }))}
          />
        </div>
      </Panel>
      <KeysPanel owner={me?.role === 'owner'} />
      <Panel title={t('settings.account')}>
        {signOut.isError && <ErrorNotice error={signOut.error} />}
        <div className="settings-row">
          <span>
            {me?.name} <span className="quiet">{me?.email}</span>{' '}
            {me !== undefined && <span className="quiet">{t(`settings.role.${me.role}`)}</span>}
          </span>
          <Button onClick={() => signOut.mutate()} loading={signOut.isPending}>
            {t('settings.signOut')}
          </Button>
        </div>
      </Panel>
    </Page>
  );
};
