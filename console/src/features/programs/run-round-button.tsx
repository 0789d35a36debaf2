import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal } from 'antd';
import { useState } from 'react';
import { ApiError, ask } from '../../api/client.ts';
import { programQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';

/** Starts a program's next round, or goes on with one that failed, after saying what that will do. */
export const RunRoundButton = ({ program, label }: { readonly program: string; readonly label?: string }) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { data } = useQuery({ ...programQuery(program), enabled: asking });
  const start = useMutation({
    mutationFn: () =>
      ask('job', { path: `/api/programs/${encodeURIComponent(program)}/rounds`, method: 'POST', body: {} }),
    onSuccess: async () => {
      setAsking(false);
      void message.success(t('run.started'));
      await queries.invalidateQueries();
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message, 6),
  });
  const failed = data?.rounds.find(({ state }) => state === 'failed');
  const round = failed?.round ?? Math.max(0, ...(data?.rounds ?? []).map((one) => one.round)) + 1;
  return (
    <>
      <Button type="primary" onClick={() => setAsking(true)}>
        {label ?? t('run.button')}
      </Button>
      <Modal
        open={asking}
        title={
          data === undefined
            ? t('run.button')
            : t(failed === undefined ? 'run.title' : 'run.continueTitle', { n: round, program: say(data.title) })
        }
        okText={t('run.confirm')}
        cancelText={t('action.cancel')}
        confirmLoading={start.isPending}
        onOk={() => start.mutate()}
        onCancel={() => setAsking(false)}
      >
        <p>
          {data === undefined
            ? t('page.loading')
            : t('run.what', {
                budget: data.spec.limits.budget,
                offers: data.offers.map(({ title }) => say(title)).join(t('run.comma')),
              })}
        </p>
        {failed !== undefined && <p>{t('run.continueWhat')}</p>}
        <p className="soft">
          {data === undefined
            ? ''
            : t('run.groups', { holdout: data.spec.groups.holdout, days: data.spec.goal.horizonDays })}
        </p>
      </Modal>
    </>
  );
};
