import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal } from 'antd';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { consentQuery, sayConsent, type Said } from './privacy-queries.ts';

export type SayDialogProps = {
  readonly profileId: string;
  readonly said: Omit<Said, 'source'>;
  readonly purposeTitle: string;
  readonly channelTitle: string;
  readonly close: () => void;
};

/** A yes or no is evidence: where it was said is asked for. */
export const SayDialog = ({ profileId, said, purposeTitle, channelTitle, close }: SayDialogProps) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [source, setSource] = useState('');
  const saying = useMutation({
    mutationFn: () => sayConsent(profileId, { ...said, source }),
    onSuccess: (answer) => {
      void message.success(t('privacy.written'));
      client.setQueryData(consentQuery(profileId).queryKey, answer);
      close();
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : String(error)),
  });
  return (
    <Modal
      open
      title={t(said.said === 'given' ? 'privacy.sayYes' : 'privacy.sayNo', {
        purpose: purposeTitle,
        channel: channelTitle,
      })}
      okText={t('privacy.write')}
      okButtonProps={{ disabled: source.trim() === '' }}
      confirmLoading={saying.isPending}
      cancelText={t('action.cancel')}
      onOk={() => saying.mutate()}
      onCancel={close}
    >
      <label className="privacy-dialog">
        <span>{t('privacy.where')}</span>
        <Input
          value={source}
          maxLength={500}
          placeholder={t('privacy.whereHint')}
          onChange={({ target }) => setSource(target.value)}
          onPressEnter={() => source.trim() !== '' && saying.mutate()}
        />
      </label>
    </Modal>
  );
};
