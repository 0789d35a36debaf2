import { App, Button, Select } from 'antd';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';

const identifierTypes = ['user_id', 'member_card', 'phone', 'email', 'wechat_unionid', 'wechat_openid', 'device_id'];
const ways = ['hashed', 'google', 'meta', 'clear'] as const;
type Way = (typeof ways)[number];

/** The people as a file: which columns, and how personal values leave the house. */
export const ExportPanel = ({ name, smallest }: { readonly name: string; readonly smallest: number }) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const [identifiers, setIdentifiers] = useState<readonly string[]>(['user_id']);
  const [personal, setPersonal] = useState<Way>('hashed');
  const [busy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      await download(name, { identifiers, personal });
    } catch (error) {
      void message.error(error instanceof ApiError ? say(error.words) : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t('audience.export')} note={t('audience.exportNote', { n: smallest })}>
      <div className="audience-export">
        <label>
          <span>{t('audience.identifiers')}</span>
          <Select
            mode="tags"
            aria-label={t('audience.identifiers')}
            value={[...identifiers]}
            onChange={(chosen) => setIdentifiers(chosen)}
            options={identifierTypes.map((value) => ({ value, label: value }))}
          />
        </label>
        <label>
          <span>{t('audience.personal')}</span>
          <Select
            aria-label={t('audience.personal')}
            value={personal}
            onChange={setPersonal}
            options={ways.map((value) => ({ value, label: t(`audience.personal.${value}`) }))}
          />
        </label>
        <Button type="primary" loading={busy} onClick={() => void run()}>
          {t('audience.download')}
        </Button>
      </div>
    </Panel>
  );
};

const download = async (
  name: string,
  body: { readonly identifiers: readonly string[]; readonly personal: Way },
): Promise<void> => {
  const answer = await fetch(`/api/audiences/${encodeURIComponent(name)}/export`, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new ApiError(answer.status, await answer.json().catch(() => undefined));
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = `${name}.csv`;
  link.click();
  URL.revokeObjectURL(link.href);
};
