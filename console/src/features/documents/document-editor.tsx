import { App, Button, Popconfirm } from 'antd';
import { useEffect, useRef } from 'react';
import { useBlocker } from 'react-router';
import type { DocumentAnswer } from '../../../../src/documents/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { ConditionsPanel } from './conditions-panel.tsx';
import { FieldsPanel } from './fields-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { ProblemsPanel } from './problems-panel.tsx';
import { goTo, TextEditor } from './text-editor.tsx';
import { useDocumentEditing, type Deed } from './use-document-editing.ts';

type DocumentEditorProps = {
  readonly kind: string;
  readonly name: string;
  readonly title: string;
  readonly up: { readonly to: string; readonly label: string };
  readonly schema: unknown;
  readonly first: string;
  /** undefined: not saved yet. */
  readonly document: DocumentAnswer | undefined;
};

const doneWords = {
  save: 'documents.saved',
  check: 'documents.checked',
  publish: 'documents.published',
  archive: 'documents.archived',
} as const;

/** The text, what is wrong with it, what its fields mean, what it was before. */
export const DocumentEditor = ({ kind, name, title, up, schema, first, document }: DocumentEditorProps) => {
  const { t, format } = useLanguage();
  const { message, modal } = App.useApp();
  const field = useRef<HTMLTextAreaElement>(null);
  const { text, setText, dirty, problems, doing } = useDocumentEditing({ kind, name, first, document });
  const act = (deed: Deed) => doing.mutate(deed, { onSuccess: () => void message.success(t(doneWords[deed])) });

  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => dirty && currentLocation.pathname !== nextLocation.pathname,
  );
  useEffect(() => {
    if (blocker.state !== 'blocked') return;
    void modal.confirm({
      title: t('documents.leave'),
      content: t('documents.leaveHint'),
      okText: t('documents.leaveOk'),
      cancelText: t('documents.stay'),
      onOk: () => blocker.proceed(),
      onCancel: () => blocker.reset(),
    });
  }, [blocker, modal, t]);

  const state = document?.document.state;
  const wrong = problems.filter(({ severity }) => severity === 'error');
  const busy = (deed: Deed) => doing.isPending && doing.variables === deed;
  return (
    <Page
      title={title}
      up={up}
      mark={state === undefined ? <StateMark state="draft" /> : <StateMark state={state} />}
      lead={
        <>
          <code className="small">{name}</code>{' '}
          {document !== undefined &&
            t('documents.versionLead', {
              version: document.document.version,
              when: format.dateTime(document.document.updatedAt),
              by: document.document.updatedBy ?? '',
            })}{' '}
          {dirty && <strong className="unsaved">{t('documents.unsaved')}</strong>}
        </>
      }
      actions={
        <>
          {state !== undefined && state !== 'archived' && (
            <Popconfirm
              placement="bottomRight"
              title={t('documents.archiveAsk')}
              okText={t('documents.archive')}
              cancelText={t('action.cancel')}
              onConfirm={() => act('archive')}
            >
              <Button loading={busy('archive')}>{t('documents.archive')}</Button>
            </Popconfirm>
          )}
          <Button onClick={() => act('save')} disabled={!dirty} loading={busy('save')}>
            {t('documents.save')}
          </Button>
          <Button onClick={() => act('check')} loading={busy('check')}>
            {t('documents.check')}
          </Button>
          <Popconfirm
            placement="bottomRight"
            title={t('documents.publishAsk')}
            okText={t('documents.publish')}
            cancelText={t('action.cancel')}
            onConfirm={() => act('publish')}
          >
            <Button
              type="primary"
              disabled={wrong.length > 0 || (state === 'published' && !dirty)}
              loading={busy('publish')}
            >
              {t('documents.publish')}
            </Button>
          </Popconfirm>
        </>
      }
    >
      {doing.isError && <ErrorNotice error={doing.error} />}
      <div className="document">
        <TextEditor
          label={t('documents.text', { name })}
          text={text}
          onChange={setText}
          onSave={() => dirty && act('save')}
          wrongLines={new Set(problems.flatMap(({ line }) => line ?? []))}
          field={field}
        />
        <div className="stack">
          <ProblemsPanel problems={problems} onGo={(line, column) => goTo(field.current, line, column)} />
          <ConditionsPanel yaml={text} schema={schema} onChange={setText} />
          {document !== undefined && <HistoryPanel history={document.history} current={text} onTake={setText} />}
          <FieldsPanel schema={schema} />
        </div>
      </div>
    </Page>
  );
};
