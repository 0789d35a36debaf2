import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Modal, Radio } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import { ApiError, ask } from '../../api/client.ts';
import { documentQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import './audiences.css';

const kind = 'Audience';
const namePattern = /^[a-z0-9][a-z0-9_.-]{0,63}$/;

/** A condition as a new audience: a draft, or published at once. */
export const SaveAudience = ({
  condition,
  suggested,
  onClose,
}: {
  readonly condition: string;
  readonly suggested: string;
  readonly onClose: () => void;
}) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const [zh, setZh] = useState('');
  const [en, setEn] = useState('');
  const [typed, setTyped] = useState<string>();
  const [refresh, setRefresh] = useState<'live' | 'snapshot'>('live');
  /** Of the draft that this dialog has saved; 0: there must be none yet. */
  const [revision, setRevision] = useState(0);
  const name = typed ?? (slugOf(en) || suggested);
  const path = `/api/documents/${kind}/${encodeURIComponent(name)}`;
  const save = useMutation({
    mutationFn: async (publishing: boolean) => {
      const title = { zh: zh.trim() || en.trim(), en: en.trim() || zh.trim() };
      const spec = { condition, ...(refresh === 'snapshot' ? { refresh } : {}) };
      const draft = await ask('document', { path, method: 'PUT', body: { title, spec, revision } });
      setRevision(draft.document.revision);
      if (publishing) await ask('document', { path: `${path}/publish`, method: 'POST' });
    },
    onSuccess: async (_, publishing) => {
      void message.success(t(publishing ? 'conditions.published' : 'conditions.saved'));
      onClose();
      await queries.invalidateQueries({ queryKey: ['audiences'], exact: true });
      await queries.invalidateQueries({ queryKey: ['documents', kind] });
      queries.removeQueries({ queryKey: documentQuery(kind, name).queryKey });
    },
  });
  const complete = `${zh}${en}`.trim() !== '' && namePattern.test(name);
  return (
    <Modal
      open
      title={t('conditions.saveTitle')}
      onCancel={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t('action.cancel')}</Button>
          <Button disabled={!complete || save.isPending} onClick={() => save.mutate(false)}>
            {t('conditions.saveDraft')}
          </Button>
          <Button type="primary" disabled={!complete} loading={save.isPending} onClick={() => save.mutate(true)}>
            {t('conditions.publish')}
          </Button>
        </>
      }
    >
      <div className="audience-save">
        <p className="soft">{t('conditions.saveNote')}</p>
        <pre className="audience-meaning">
          <code>{condition}</code>
        </pre>
        <div className="audience-titles">
          <label className="audience-field">
            {t('conditions.titleZh')}
            <Input autoFocus value={zh} maxLength={200} onChange={(event) => setZh(event.target.value)} />
          </label>
          <label className="audience-field">
            {t('conditions.titleEn')}
            <Input value={en} maxLength={200} onChange={(event) => setEn(event.target.value)} />
          </label>
        </div>
        <p className="small quiet">{t('conditions.titleEither')}</p>
        <label className="audience-field">
          {t('conditions.name')}
          <Input
            value={name}
            maxLength={64}
            disabled={revision > 0}
            status={namePattern.test(name) ? undefined : 'error'}
            onChange={(event) => setTyped(event.target.value.trim())}
          />
          <span className="small quiet">{t('conditions.nameHint')}</span>
        </label>
        <Radio.Group
          aria-label={t('conditions.keep')}
          value={refresh}
          options={[
            { value: 'live', label: t('conditions.keepLive') },
            { value: 'snapshot', label: t('conditions.keepSnapshot') },
          ]}
          onChange={(event) => setRefresh(event.target.value === 'snapshot' ? 'snapshot' : 'live')}
        />
        {save.isError && (
          <p className="audience-wrong" role="alert">
            {isTaken(save.error) ? t('conditions.taken') : wordsOf(save.error, say)}{' '}
            {(revision > 0 || isTaken(save.error)) && (
              <Link to={`/documents/${kind}/${encodeURIComponent(name)}`}>{t('tags.openDocument')}</Link>
            )}
          </p>
        )}
      </div>
    </Modal>
  );
};

const isTaken = (error: Error): boolean => error instanceof ApiError && error.code === 'conflict';
const wordsOf = (error: Error, say: (words: ApiError['words']) => string): string =>
  error instanceof ApiError ? say(error.words) : error.message;

/** `Buyers gone quiet` → `buyers-gone-quiet` */
const slugOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
