import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button } from 'antd';
import { useRef, useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import type { FoundColumn, StagedAnswer } from '../../../../../src/collect/import/schemas.ts';
import { ApiError, ask } from '../../../api/client.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Page } from '../../../parts/page.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { type Column, RowTable } from '../../../parts/row-table.tsx';
import { TextEditor } from '../../documents/text-editor.tsx';
import '../data.css';
import { DataTabs } from '../data-tabs.tsx';
import { stagedQuery } from './import-queries.ts';
import './imports.css';
import { PreviewPanel } from './preview-panel.tsx';

/** A file that has been read: its columns, its mapping, what writing it would do. */
export const ImportPage = () => {
  const { id = '' } = useParams();
  const { t } = useLanguage();
  const staged = useQuery(stagedQuery(id));
  return (
    <Page
      title={staged.data?.import.title ?? t('imports.new')}
      lead={<Link to="/data/imports">{t('imports.back')}</Link>}
    >
      <DataTabs />
      <QueryView query={staged} lines={12}>
        {(data) => <Staged key={data.import.id} staged={data} />}
      </QueryView>
    </Page>
  );
};

const Staged = ({ staged }: { readonly staged: StagedAnswer }) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const field = useRef<HTMLTextAreaElement>(null);
  const [mapping, setMapping] = useState(staged.suggestion);
  const path = `/api/data/imports/${staged.import.id}`;
  const failed = (error: Error): void =>
    void message.error(error instanceof ApiError ? say(error.words) : error.message, 8);
  const tried = useMutation({
    mutationFn: () => ask('importPreview', { path: `${path}/preview`, method: 'POST', body: { mapping } }),
    onError: failed,
  });
  const leave = async (): Promise<void> => {
    await queries.invalidateQueries({ queryKey: ['data', 'imports'] });
    void navigate('/data/imports');
  };
  const start = useMutation({
    mutationFn: () => ask('job', { path: `${path}/start`, method: 'POST', body: { mapping } }),
    onSuccess: async () => {
      void message.success(t('imports.startedJob'));
      await leave();
    },
    onError: failed,
  });
  const giveUp = useMutation({
    mutationFn: () => ask('nothing', { path, method: 'DELETE' }),
    onSuccess: leave,
    onError: failed,
  });
  if (staged.import.state !== 'read')
    return (
      <Panel>
        {t(`imports.state.${staged.import.state}`, { done: staged.import.done, pieces: staged.import.pieces ?? '…' })}
      </Panel>
    );
  return (
    <>
      <div className="imports-columns">
        <Panel title={t('imports.mapping')} note={t('imports.mappingNote')}>
          <TextEditor
            label={t('imports.mapping')}
            text={mapping}
            onChange={setMapping}
            wrongLines={new Set()}
            onSave={() => tried.mutate()}
            field={field}
          />
          <div className="imports-actions">
            <Button onClick={() => tried.mutate()} loading={tried.isPending}>
              {t('imports.try')}
            </Button>
            <Button
              type="primary"
              onClick={() => start.mutate()}
              loading={start.isPending}
              disabled={tried.data === undefined}
            >
              {t('imports.start')}
            </Button>
            <Button danger type="text" onClick={() => giveUp.mutate()}>
              {t('imports.giveUp')}
            </Button>
          </div>
        </Panel>
        <Columns columns={staged.columns} />
      </div>
      {tried.data !== undefined && <PreviewPanel preview={tried.data} />}
    </>
  );
};

const Columns = ({ columns }: { readonly columns: readonly FoundColumn[] }) => {
  const { t } = useLanguage();
  const shown: readonly Column<FoundColumn>[] = [
    {
      key: 'name',
      title: t('imports.column'),
      onPhone: 'head',
      cell: ({ name }) => <code className="imports-what">{name}</code>,
    },
    { key: 'guess', title: t('imports.guess'), cell: ({ guess }) => t(`imports.guess.${guess}`) },
    {
      key: 'examples',
      title: t('imports.examples'),
      cell: ({ examples }) => <span className="imports-examples quiet small">{examples.join(' · ')}</span>,
    },
  ];
  return (
    <Panel title={t('imports.columns')} note={t('imports.columnsNote')} flush>
      <RowTable label={t('imports.columns')} columns={shown} rows={columns} rowKey={({ name }) => name} />
    </Panel>
  );
};
