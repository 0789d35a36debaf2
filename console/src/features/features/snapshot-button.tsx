import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal, Radio } from 'antd';
import { useId, useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { featuresQuery, takeSnapshot } from './feature-queries.ts';

/** Takes a snapshot as of now or of a past day, after saying what that is. */
export const SnapshotButton = ({ running, first }: { readonly running: boolean; readonly first: boolean }) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [asking, setAsking] = useState(false);
  const [past, setPast] = useState(false);
  const [day, setDay] = useState('');
  const id = useId();
  const start = useMutation({
    // the day's beginning: what had happened before it
    mutationFn: () => takeSnapshot(past && day !== '' ? new Date(`${day}T00:00:00`).toISOString() : undefined),
    onSuccess: async () => {
      setAsking(false);
      void message.success(t('features.started'));
      await queries.invalidateQueries({ queryKey: featuresQuery.queryKey });
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message, 6),
  });
  return (
    <>
      <Button type={first ? 'primary' : 'default'} loading={running} onClick={() => setAsking(true)}>
        {t(running ? 'features.taking' : 'features.take')}
      </Button>
      <Modal
        open={asking}
        title={t('features.take')}
        okText={t('features.takeConfirm')}
        cancelText={t('action.cancel')}
        confirmLoading={start.isPending}
        okButtonProps={{ disabled: past && day === '' }}
        onOk={() => start.mutate()}
        onCancel={() => setAsking(false)}
      >
        <p className="soft">{t('features.takeWhat')}</p>
        <Radio.Group
          className="feature-when"
          value={past}
          onChange={({ target }) => setPast(target.value === true)}
          options={[
            { value: false, label: t('features.asOfNow') },
            { value: true, label: t('features.asOfDay') },
          ]}
        />
        {past && (
          <p>
            <label htmlFor={id}>{t('features.day')}</label>
            <Input id={id} type="date" value={day} onChange={({ target }) => setDay(target.value)} />
          </p>
        )}
      </Modal>
    </>
  );
};
