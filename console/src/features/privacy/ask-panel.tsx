import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input } from 'antd';
import { useId, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { EraseDialog } from './erase-dialog.tsx';
import { downloadReport, lift, privacyQuery } from './privacy-queries.ts';

/** Somebody asks, and says by what they are known. */
export const AskPanel = ({ owner }: { readonly owner: boolean }) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const field = useId();
  const [id, setId] = useState('');
  const [erasing, setErasing] = useState(false);
  const told = (error: unknown): void =>
    void message.error(error instanceof ApiError ? say(error.words) : String(error));
  const again = () => client.invalidateQueries({ queryKey: privacyQuery.queryKey });
  const report = useMutation({
    mutationFn: () => downloadReport(id.trim()),
    onSuccess: async () => {
      void message.success(t('privacy.reported'));
      await again();
    },
    onError: told,
  });
  const lifting = useMutation({
    mutationFn: () => lift(id.trim()),
    onSuccess: async ({ lifted }) => {
      void (lifted === 0 ? message.info(t('privacy.notLifted')) : message.success(t('privacy.lifted', { n: lifted })));
      await again();
    },
    onError: told,
  });
  if (!owner)
    return (
      <Panel title={t('privacy.askTitle')}>
        <p className="soft">{t('privacy.ownNote')}</p>
      </Panel>
    );
  const empty = id.trim() === '';
  return (
    <Panel title={t('privacy.askTitle')} note={t('privacy.liftNote')}>
      <div className="privacy-ask">
        <label htmlFor={field} className="small quiet">
          {t('privacy.ask')}
        </label>
        <Input
          id={field}
          value={id}
          maxLength={256}
          autoComplete="off"
          spellCheck={false}
          placeholder={t('privacy.askHint')}
          onChange={({ target }) => setId(target.value)}
        />
        <Button disabled={empty} loading={report.isPending} onClick={() => report.mutate()}>
          {t('privacy.report')}
        </Button>
        <Button disabled={empty} loading={lifting.isPending} onClick={() => lifting.mutate()}>
          {t('privacy.lift')}
        </Button>
        <Button danger disabled={empty} onClick={() => setErasing(true)}>
          {t('privacy.erase')}
        </Button>
      </div>
      {erasing && (
        <EraseDialog id={id.trim()} repeat={id.trim()} close={() => setErasing(false)} done={() => setId('')} />
      )}
    </Panel>
  );
};
