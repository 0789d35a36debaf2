import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Checkbox, Input, Modal, Segmented } from 'antd';
import { useState } from 'react';
import { ask } from '../../api/client.ts';
import { keysQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { ClientSnippets } from '../../parts/client-snippets.tsx';
import { Copyable } from '../../parts/copyable.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { BrowserSnippet } from './browser-snippet.tsx';
import { rights, rightWords, type Right } from './right-words.ts';

/** Makes a key, then shows its secret once. */
export const NewKeyDialog = ({ onClose }: { readonly onClose: () => void }) => {
  const { t } = useLanguage();
  const queries = useQueryClient();
  const [kind, setKind] = useState<'write' | 'secret'>('write');
  const [name, setName] = useState('');
  const [source, setSource] = useState('');
  const [scopes, setScopes] = useState<readonly Right[]>(['events:read', 'people:read']);
  const create = useMutation({
    mutationFn: () =>
      ask('newKey', {
        path: '/api/keys',
        method: 'POST',
        body: { name: name.trim(), kind, ...(kind === 'write' ? (source === '' ? {} : { source }) : { scopes }) },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  if (create.data !== undefined) {
    return (
      <Modal
        open
        title={t('settings.secretTitle')}
        width={680}
        okText={t('settings.secretDone')}
        footer={(_, { OkBtn }) => <OkBtn />}
        closable={false}
        maskClosable={false}
        keyboard={false}
        onOk={onClose}
      >
        <p>{t('settings.secretOnce')}</p>
        <Copyable text={create.data.secret} />
        {create.data.key.kind === 'write' && (
          <ClientSnippets writeKey={create.data.secret} own={<BrowserSnippet writeKey={create.data.secret} />} />
        )}
      </Modal>
    );
  }
  const ready = name.trim() !== '' && (kind === 'write' || scopes.length > 0);
  return (
    <Modal
      open
      title={t('settings.newKey')}
      okText={t('settings.create')}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: !ready }}
      confirmLoading={create.isPending}
      onOk={() => create.mutate()}
      onCancel={onClose}
    >
      <div className="key-form">
        {create.isError && <ErrorNotice error={create.error} />}
        <label>
          <span>{t('settings.keyName')}</span>
          <Input
            autoFocus
            value={name}
            maxLength={100}
            placeholder={t('settings.keyNameHint')}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <Segmented
          block
          aria-label={t('settings.keyKind')}
          value={kind}
          onChange={setKind}
          options={(['write', 'secret'] as const).map((value) => ({ value, label: t(`settings.kind.${value}`) }))}
        />
        {kind === 'write' ? (
          <label>
            <span>{t('settings.keySource')}</span>
            <Input
              value={source}
              maxLength={64}
              placeholder={t('settings.keySourceHint')}
              onChange={(event) => setSource(event.target.value.replaceAll(/[^\w.-]/g, ''))}
            />
          </label>
        ) : (
          <fieldset>
            <legend>{t('settings.keyRights')}</legend>
            {rights.map((right) => (
              <Checkbox
                key={right}
                checked={scopes.includes(right)}
                onChange={(event) =>
                  setScopes(event.target.checked ? [...scopes, right] : scopes.filter((other) => other !== right))
                }
              >
                {rightWords(right, t)}
              </Checkbox>
            ))}
          </fieldset>
        )}
      </div>
    </Modal>
  );
};
