import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import type { MendStep, QuarantineGroup, RunAsk } from '../../../../../src/collect/quarantine/schemas.ts';
import { ApiError, ask } from '../../../api/client.ts';
import { useLanguage } from '../../../i18n/language.tsx';

type ActionButtonProps = {
  readonly group: QuarantineGroup;
  readonly action: RunAsk['action'];
  readonly rows: number;
  readonly steps?: readonly MendStep[];
  readonly primary?: boolean;
};

/** Replays, discards or takes up a group again, after saying what that does. */
export const ActionButton = ({ group, action, rows, steps = [], primary = false }: ActionButtonProps) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const run = useMutation({
    mutationFn: () =>
      ask('quarantineRun', { path: '/api/data/quarantine/runs', method: 'POST', body: { group, action, steps } }),
    onSuccess: async () => {
      setAsking(false);
      void message.success(t('quarantine.started'));
      await queries.invalidateQueries({ queryKey: ['data', 'quarantine-runs'] });
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message, 6),
  });
  const label = action === 'replay' ? t('quarantine.replay', { n: rows }) : t(`quarantine.${action}`);
  return (
    <>
      <Button
        size="small"
        type={primary ? 'primary' : 'default'}
        danger={action === 'discard'}
        onClick={() => (action === 'reopen' ? run.mutate() : setAsking(true))}
        loading={run.isPending}
      >
        {label}
      </Button>
      <Modal
        open={asking}
        title={action === 'discard' ? t('quarantine.discardTitle', { n: rows }) : label}
        okText={action === 'discard' ? t('quarantine.discard') : label}
        okButtonProps={{ danger: action === 'discard' }}
        cancelText={t('action.cancel')}
        confirmLoading={run.isPending}
        onOk={() => run.mutate()}
        onCancel={() => setAsking(false)}
      >
        <p>{t(action === 'discard' ? 'quarantine.discardWhat' : 'quarantine.replayWhat')}</p>
      </Modal>
    </>
  );
};
