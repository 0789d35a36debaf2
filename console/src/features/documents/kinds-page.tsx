import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { kindsQuery } from '../../api/queries.ts';
import { en, type WordKey } from '../../i18n/dictionary.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Page } from '../../parts/page.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import './documents.css';

const isKnown = (key: string): key is WordKey => key in en;

/** Everything people write, by kind. */
export const KindsPage = () => {
  const { t, say, format } = useLanguage();
  const kinds = useQuery(kindsQuery);
  return (
    <Page title={t('nav.documents')} lead={t('documents.lead')}>
      <QueryView query={kinds} lines={8}>
        {(data) => (
          <ul className="kinds">
            {data.kinds.map(({ kind, title, documents }) => {
              const hint = `kind.${kind}`;
              return (
                <li key={kind}>
                  <Link to={`/documents/${kind}`}>
                    <span className="kinds-head">
                      <strong>{say(title)}</strong>
                      <b>{format.number(documents)}</b>
                    </span>
                    <span className="kinds-hint">{isKnown(hint) ? t(hint) : kind}</span>
                  </Link>
                </li>
              );
            })}
          </ul>
        )}
      </QueryView>
    </Page>
  );
};
