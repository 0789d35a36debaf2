import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type {
  QuarantineAnswer,
  QuarantineRowsAnswer,
  QuarantineState,
} from '../../../../../src/collect/quarantine/schemas.ts';
import { quarantineRowsQuery } from '../../../api/queries.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { prettyJson } from '../pretty-json.ts';
import { ActionButton } from './action-button.tsx';
import { MendBuilder } from './mend-builder.tsx';
import { placesIn } from './places-in.ts';

type GroupDetailProps = { readonly group: QuarantineAnswer['groups'][number]; readonly state: QuarantineState };

/** The rows of a group, whole, with what can be done to them. */
export const GroupDetail = ({ group: { source, reason, name, rows: count }, state }: GroupDetailProps) => {
  const group = { source, reason, name };
  const rows = useQuery(quarantineRowsQuery(group, state));
  return (
    <div className="stack">
      {state === 'discarded' && (
        <div>
          <ActionButton group={group} action="reopen" rows={count} />
        </div>
      )}
      <QueryView query={rows} lines={4}>
        {(data) => (
          <>
            {state === 'open' && (
              <MendBuilder group={group} rows={count} places={placesIn(data.rows.map(({ body }) => body))} />
            )}
            <Rows rows={data.rows} />
          </>
        )}
      </QueryView>
    </div>
  );
};

const shownAtFirst = 5;

const Rows = ({ rows }: { readonly rows: QuarantineRowsAnswer['rows'] }) => {
  const { t } = useLanguage();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, shownAtFirst);
  return (
    <section aria-label={t('quarantine.rows')}>
      <p className="small soft">{t('quarantine.rowsNote', { n: shown.length })}</p>
      <ul className="quarantined">
        {shown.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
      {shown.length < rows.length && (
        <Button type="link" size="small" onClick={() => setAll(true)}>
          {t('action.loadMore')}
        </Button>
      )}
    </section>
  );
};

const Row = ({ row }: { readonly row: QuarantineRowsAnswer['rows'][number] }) => {
  const { t, format } = useLanguage();
  return (
    <li>
      <div className="row small">
        <span className="alarm">{row.detail}</span>
        <span className="quiet">{format.dateTime(row.receivedAt)}</span>
      </div>
      <pre tabIndex={0}>{prettyJson(row.body)}</pre>
      {row.firstBody !== null && (
        <details className="small">
          <summary>{t('quarantine.wasMended')}</summary>
          <pre tabIndex={0}>{prettyJson(row.firstBody)}</pre>
        </details>
      )}
    </li>
  );
};
