import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Modal, Popconfirm } from 'antd';
import { useState } from 'react';
import type { KeysAnswer } from '../../../../src/platform/http/auth/schemas.ts';
import { ApiError, ask } from '../../api/client.ts';
import { keysQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { ClientSnippets } from '../../parts/client-snippets.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { BrowserSnippet } from './browser-snippet.tsx';
import { NewKeyDialog } from './new-key-dialog.tsx';
import { rightWords } from './right-words.ts';

type Key = KeysAnswer['keys'][number];

/** Keys: made here, shown once, revoked here. */
export const KeysPanel = ({ owner }: { readonly owner: boolean }) => {
  const { t } = useLanguage();
  const keys = useQuery({ ...keysQuery, enabled: owner });
  const [making, setMaking] = useState(false);
  if (!owner) {
    return (
      <Panel title={t('settings.keys')}>
        <p className="soft">{t('settings.keysOwner')}</p>
      </Panel>
    );
  }
  const button = (
    <Button type="primary" onClick={() => setMaking(true)}>
      {t('settings.newKey')}
    </Button>
  );
  return (
    <>
      <Panel title={t('settings.keys')} note={t('settings.keysNote')} extra={button} flush>
        <QueryView query={keys} lines={3}>
          {(data) =>
            data.keys.length === 0 ? (
              <EmptyNotice title={t('settings.noKeys')} hint={t('settings.noKeysHint')} />
            ) : (
              <KeysTable keys={data.keys} />
            )
          }
        </QueryView>
      </Panel>
      {making && <NewKeyDialog onClose={() => setMaking(false)} />}
    </>
  );
};

const KeysTable = ({ keys }: { readonly keys: readonly Key[] }) => {
  const { t, say, format } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [snippetOf, setSnippetOf] = useState<Key>();
  const revoke = useMutation({
    mutationFn: (id: string) => ask('nothing', { path: `/api/keys/${id}`, method: 'DELETE' }),
    onSuccess: async () => {
      void message.success(t('settings.revoked'));
      await queries.invalidateQueries({ queryKey: keysQuery.queryKey });
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message),
  });
  const columns: readonly Column<Key>[] = [
    { key: 'name', title: t('settings.keyName'), onPhone: 'head', cell: ({ name }) => name },
    { key: 'kind', title: t('settings.keyKind'), cell: ({ kind }) => t(`settings.kind.${kind}`) },
    { key: 'prefix', title: t('settings.keyStart'), cell: ({ prefix }) => <code className="small">{prefix}…</code> },
    { key: 'source', title: t('settings.keySource'), cell: ({ source }) => source ?? '' },
    {
      key: 'rights',
      title: t('settings.keyRights'),
      cell: ({ scopes }) => (
        <span className="small soft">{scopes.map((scope) => rightWords(scope, t)).join(t('run.comma'))}</span>
      ),
    },
    {
      key: 'used',
      title: t('settings.keyUsed'),
      cell: ({ lastUsedAt }) => (
        <span className="nowrap">{lastUsedAt === null ? t('settings.keyNever') : format.dateTime(lastUsedAt)}</span>
      ),
    },
    {
      key: 'revoke',
      title: '',
      align: 'end',
      onPhone: 'bare',
      cell: (key) => (
        <span className="nowrap key-actions">
          {key.kind === 'write' && (
            <Button size="small" onClick={() => setSnippetOf(key)}>
              {t('sdk.show')}
            </Button>
          )}
          <Popconfirm
            placement="bottomRight"
            title={t('settings.revokeAsk', { name: key.name })}
            okText={t('settings.revoke')}
            cancelText={t('action.cancel')}
            okButtonProps={{ danger: true }}
            onConfirm={() => revoke.mutate(key.id)}
          >
            <Button size="small" danger>
              {t('settings.revoke')}
            </Button>
          </Popconfirm>
        </span>
      ),
    },
  ];
  return (
    <>
      <RowTable label={t('settings.keys')} columns={columns} rows={keys} rowKey={({ id }) => id} />
      <Modal
        open={snippetOf !== undefined}
        title={t('client.title')}
        width={680}
        footer={<Button onClick={() => setSnippetOf(undefined)}>{t('sdk.close')}</Button>}
        onCancel={() => setSnippetOf(undefined)}
      >
        {snippetOf !== undefined && <ClientSnippets own={<BrowserSnippet prefix={snippetOf.prefix} />} />}
      </Modal>
    </>
  );
};
