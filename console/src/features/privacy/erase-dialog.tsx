import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Input, Modal } from 'antd';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { erase, privacyQuery } from './privacy-queries.ts';

export type EraseDialogProps = {
  /** What the server is told. */
  readonly id: string;
  /** What the operator has to type: as telling as can be, so that nobody erases the wrong person by a habit of the hand. */
  readonly repeat: string;
  readonly close: () => void;
  readonly done?: () => void;
};

/** The last question before somebody is gone. */
export const EraseDialog = ({ id, repeat, close, done }: EraseDialogProps) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const client = useQueryClient();
  const [typed, setTyped] = useState('');
  const erasure = useMutation({
    mutationFn: () => erase(id),
    onSuccess: async () => {
      void message.success(t('privacy.erasing'));
      close();
      await client.invalidateQueries({ queryKey: privacyQuery.queryKey });
      done?.();
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : String(error)),
  });
  return (
    <Modal
      open
      title={t('privacy.eraseTitle')}
      okText={t('privacy.eraseDo')}
      okButtonProps={{ danger: true, disabled: typed.trim() !== repeat }}
      confirmLoading={erasure.isPending}
      cancelText={t('action.cancel')}
      onOk={() => erasure.mutate()}
      onCancel={close}
    >
      <div className="privacy-dialog">
        <p>{t('privacy.eraseWhat')}</p>
        <p className="small quiet">{t('privacy.eraseBackups')}</p>
        <label>
          <span>{t('privacy.eraseType', { text: repeat })}</span>
          <Input
            value={typed}
            autoComplete="off"
            spellCheck={false}
            onChange={({ target }) => setTyped(target.value)}
          />
        </label>
      </div>
    </Modal>
  );
};
