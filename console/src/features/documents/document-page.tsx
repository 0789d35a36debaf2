import { useQuery } from '@tanstack/react-query';
import { useParams, useSearchParams } from 'react-router';
import { ApiError } from '../../api/client.ts';
import { documentQuery, kindsQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { DocumentEditor } from './document-editor.tsx';
import './documents.css';
import { firstText } from './schema-fields.ts';

/** One document: read, written, checked, put in force. A name that does not exist yet begins a new one. */
export const DocumentPage = () => {
  const { t, say } = useLanguage();
  const { kind = '', name = '' } = useParams();
  const [search] = useSearchParams();
  const kinds = useQuery(kindsQuery);
  const isNew = search.has('new');
  const found = useQuery({ ...documentQuery(kind, name), enabled: !isNew });
  const isMissing = isNew || (found.error instanceof ApiError && found.error.status === 404);
  const facts = kinds.data?.kinds.find((one) => one.kind === kind);
  const up = { to: `/documents/${kind}`, label: facts === undefined ? kind : say(facts.title) };
  if (isMissing && found.data === undefined) {
    if (facts !== undefined) {
      const first = firstText({ kind, name, schema: facts.schema });
      return (
        <DocumentEditor
          key={`new ${kind} ${name}`}
          up={up}
          schema={facts.schema}
          document={undefined}
          kind={kind}
          name={name}
          first={first}
          title={t('documents.newOf', { name })}
        />
      );
    }
    return (
      <Page title={name} up={up}>
        <QueryView query={kinds}>
          {() => <EmptyNotice title={t('page.notFound')} hint={t('page.notFoundHint')} />}
        </QueryView>
      </Page>
    );
  }
  if (found.data === undefined) {
    return (
      <Page title={name} up={up}>
        <QueryView query={found} lines={14}>
          {() => null}
        </QueryView>
      </Page>
    );
  }
  return (
    <DocumentEditor
      key={`${kind} ${name}`}
      up={up}
      schema={facts?.schema}
      document={found.data}
      kind={kind}
      name={name}
      first={found.data.yaml}
      title={say(found.data.document.title)}
    />
  );
};
