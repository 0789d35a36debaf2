import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { EraseDialog } from './erase-dialog.tsx';
import { downloadReport, privacyQuery } from './privacy-queries.ts';

/** Everything known of a person, to take away or to be gone. */
export const OwnData = (props: { readonly id: string; readonly repeat: string; readonly owner: boolean }) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [erasing, setErasing] = useState(false);
  const report = useMutation({
    mutationFn: () => downloadReport(props.id),
    onSuccess: async () => {
      void message.success(t('privacy.reported'));
      await client.invalidateQueries({ queryKey: privacyQuery.queryKey });
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : String(error)),
  });
  if (!props.owner)
    return (
      <Panel title={t('privacy.own')}>
        <p className="soft">{t('privacy.ownNote')}</p>
      </Panel>
    );
  return (
    <Panel title={t('privacy.own')}>
      <div className="privacy-own">
        <p className="small quiet">{t('privacy.reportNote')}</p>
        <Button onClick={() => report.mutate()} loading={report.isPending}>
          {t('privacy.report')}
        </Button>
        <p className="small quiet">{t('privacy.eraseNote')}</p>
        <Button danger onClick={() => setErasing(true)}>
          {t('privacy.erase')}
        </Button>
      </div>
      {erasing && (
        <EraseDialog
          id={props.id}
          repeat={props.repeat}
          close={() => setErasing(false)}
          done={() => void navigate('/people/privacy')}
        />
      )}
    </Panel>
  );
};
