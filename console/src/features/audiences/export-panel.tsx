import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { AudienceAnswer } from '../../../../src/profile/live/schemas.ts';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { sendAudience } from './audience-queries.ts';

const identifierTypes = ['user_id', 'member_card', 'phone', 'email', 'wechat_unionid', 'wechat_openid', 'device_id'];
const ways = ['hashed', 'google', 'meta', 'clear'] as const;
type Way = (typeof ways)[number];

type Props = { readonly name: string; readonly smallest: number; readonly webhooks: AudienceAnswer['webhooks'] };

/** The people as a file, or to a system of one's own: which columns, and how personal values leave the house. */
export const ExportPanel = ({ name, smallest, webhooks }: Props) => {
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
      <SendRow name={name} webhooks={webhooks} asked={{ identifiers, personal }} />
    </Panel>
  );
};

type Asked = { readonly identifiers: readonly string[]; readonly personal: Way };

/** To a channel of type webhook, with the same columns. */
const SendRow = ({ name, webhooks, asked }: Pick<Props, 'name' | 'webhooks'> & { readonly asked: Asked }) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [channel, setChannel] = useState<string | undefined>(webhooks[0]?.name);
  const send = useMutation({
    mutationFn: (to: string) => sendAudience(name, { ...asked, channel: to }),
    onSuccess: async () => {
      void message.success(t('audience.sending'), 6);
      await client.invalidateQueries({ queryKey: ['jobs'] });
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message, 8),
  });
  if (webhooks.length === 0)
    return (
      <p className="quiet small">
        {t('audience.noWebhook')} <Link to="/documents/Channel">{t('audience.toChannels')}</Link>
      </p>
    );
  return (
    <div className="audience-send">
      <label>
        <span>{t('audience.webhook')}</span>
        <Select
          aria-label={t('audience.webhook')}
          value={channel}
          onChange={setChannel}
          options={webhooks.map((each) => ({ value: each.name, label: say(each.title) }))}
        />
      </label>
      <Button
        loading={send.isPending}
        disabled={channel === undefined}
        onClick={() => channel !== undefined && send.mutate(channel)}
      >
        {t('audience.send')}
      </Button>
    </div>
  );
};

const download = async (name: string, body: Asked): Promise<void> => {
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
