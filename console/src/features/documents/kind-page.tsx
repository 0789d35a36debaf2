import { useQuery } from '@tanstack/react-query';
import { Button, Input, Modal } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { DocumentRow } from '../../../../src/documents/schemas.ts';
import { documentsQuery, kindsQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { StateMark } from '../../parts/state-mark.tsx';

/** The documents of one kind. */
export const KindPage = () => {
  const { t, say, format } = useLanguage();
  const { kind = '' } = useParams();
  const documents = useQuery(documentsQuery(kind));
  const words = useQuery(kindsQuery).data?.kinds.find((one) => one.kind === kind)?.title;
  const title = words === undefined ? kind : say(words);
  const [naming, setNaming] = useState(false);
  const columns: readonly Column<DocumentRow>[] = [
    {
      key: 'title',
      title: t('documents.title'),
      onPhone: 'head',
      cell: (row) => (
        <Link to={`/documents/${kind}/${row.name}`} className="programs-name">
          {say(row.title)}
        </Link>
      ),
    },
    { key: 'name', title: t('documents.name'), cell: ({ name }) => <code className="small">{name}</code> },
    { key: 'state', title: t('programs.state'), cell: ({ state }) => <StateMark state={state} /> },
    { key: 'version', title: t('documents.version'), align: 'end', cell: ({ version }) => format.number(version) },
    {
      key: 'updated',
      title: t('documents.changed'),
      align: 'end',
      cell: ({ updatedAt, updatedBy }) => (
        <>
          {format.dateTime(updatedAt)} <span className="quiet">{updatedBy}</span>
        </>
      ),
    },
  ];
  const create = (
    <Button type="primary" onClick={() => setNaming(true)}>
      {t('documents.new')}
    </Button>
  );
  return (
    <Page title={title} up={{ to: '/documents', label: t('nav.documents') }} actions={create}>
      <QueryView query={documents} lines={8}>
        {(data) =>
          data.documents.length === 0 ? (
            <EmptyNotice title={t('documents.empty', { kind: title })} hint={t('documents.emptyHint')}>
              {create}
            </EmptyNotice>
          ) : (
            <Panel flush>
              <RowTable label={title} columns={columns} rows={data.documents} rowKey={({ name }) => name} />
            </Panel>
          )
        }
      </QueryView>
      {naming && <NameDialog kind={kind} onClose={() => setNaming(false)} />}
    </Page>
  );
};

const NameDialog = ({ kind, onClose }: { readonly kind: string; readonly onClose: () => void }) => {
  const { t } = useLanguage();
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const open = () => void navigate(`/documents/${kind}/${encodeURIComponent(name)}?new=1`);
  return (
    <Modal
      open
      title={t('documents.new')}
      okText={t('documents.write')}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: name === '' }}
      onOk={open}
      onCancel={onClose}
    >
      <p className="soft">{t('documents.nameHint')}</p>
      <Input
        autoFocus
        aria-label={t('documents.name')}
        value={name}
        maxLength={64}
        placeholder="repurchase-weekly"
        onChange={(event) => setName(event.target.value.trim())}
        onPressEnter={() => name !== '' && open()}
      />
    </Modal>
  );
};
