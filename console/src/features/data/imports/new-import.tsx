import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiError, ask } from '../../../api/client.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';

const delimiters = [',', ';', '\t', '|'] as const;
const encodings = ['utf-8', 'gbk', 'latin1'] as const;

type Source = { readonly type: 'file'; readonly file: File } | { readonly type: 'url'; readonly url: string };

/** Chooses a file or a URL; it is read, and its mapping asked for on the next page. */
export const NewImport = () => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const chooser = useRef<HTMLInputElement>(null);
  const [url, setUrl] = useState('');
  const [delimiter, setDelimiter] = useState<string>(',');
  const [encoding, setEncoding] = useState<string>('utf-8');
  const read = useMutation({
    mutationFn: (source: Source) =>
      source.type === 'file'
        ? ask('importStaged', {
            path: '/api/data/imports/upload',
            method: 'POST',
            query: { name: source.file.name, delimiter, encoding },
            upload: source.file,
          })
        : ask('importStaged', {
            path: '/api/data/imports/url',
            method: 'POST',
            body: { url: source.url, delimiter, encoding },
          }),
    onSuccess: (staged) => {
      queries.setQueryData(['data', 'import', staged.import.id], staged);
      void navigate(`/data/imports/${staged.import.id}`);
    },
    onError: (error) => void message.error(error instanceof ApiError ? say(error.words) : error.message, 8),
  });
  const { variables } = read;
  return (
    <Panel title={t('imports.new')} note={t('imports.newNote')}>
      <div className="imports-new">
        <input
          ref={chooser}
          type="file"
          hidden
          onChange={({ target }) => {
            const file = target.files?.[0];
            if (file) read.mutate({ type: 'file', file });
            target.value = '';
          }}
        />
        <Button type="primary" loading={read.isPending} onClick={() => chooser.current?.click()}>
          {t('imports.file')}
        </Button>
        <form
          className="imports-url"
          onSubmit={(event) => {
            event.preventDefault();
            if (url !== '') read.mutate({ type: 'url', url });
          }}
        >
          <Input
            aria-label={t('imports.url')}
            placeholder={t('imports.url')}
            value={url}
            onChange={({ target }) => setUrl(target.value)}
          />
          <Button htmlType="submit" disabled={url === '' || read.isPending}>
            {t('imports.readUrl')}
          </Button>
        </form>
        <label>
          {t('imports.delimiter')}{' '}
          <Select
            value={delimiter}
            onChange={setDelimiter}
            options={delimiters.map((value) => ({ value, label: value === '\t' ? t('imports.tabulator') : value }))}
          />
        </label>
        <label>
          {t('imports.encoding')}{' '}
          <Select
            value={encoding}
            onChange={setEncoding}
            options={encodings.map((value) => ({ value, label: value.toUpperCase() }))}
          />
        </label>
      </div>
      {read.isPending && variables !== undefined && (
        <p role="status" className="quiet">
          {t('imports.reading', { name: variables.type === 'file' ? variables.file.name : variables.url })}
        </p>
      )}
    </Panel>
  );
};
