import { useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { useState } from 'react';
import type { CoverageAnswer } from '../../../../../src/collect/quality/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { QueryView } from '../../../parts/query-view.tsx';
import { type Column, RowTable } from '../../../parts/row-table.tsx';
import { BiasPanel } from './bias-panel.tsx';
import { coverageQuery } from './quality-queries.ts';
import { useEventWords } from './use-event-words.ts';
import { ShareBar } from './share-bar.tsx';

type Row = CoverageAnswer['sources'][number];
const keyOf = ({ source, event }: Row): string => `${source} ${event ?? ''}`;

/** Which share of the known customers and orders each source sees, and how those it sees differ. */
export const CoveragePanel = () => {
  const { t } = useLanguage();
  const word = useEventWords();
  const coverage = useQuery(coverageQuery);
  const [picked, setPicked] = useState<Row>();
  const columns: readonly Column<Row>[] = [
    {
      key: 'source',
      title: t('quality.source'),
      onPhone: 'head',
      cell: (row) => (
        <Button
          type="link"
          size="small"
          aria-pressed={picked !== undefined && keyOf(picked) === keyOf(row)}
          onClick={() => setPicked(row)}
        >
          {row.event === null ? `${row.source} (${t('quality.whole')})` : word(row.event)}
        </Button>
      ),
    },
    { key: 'people', title: t('quality.seenPeople'), align: 'end', cell: ({ share }) => <ShareBar share={share} /> },
    {
      key: 'orders',
      title: t('quality.seenOrders'),
      align: 'end',
      cell: ({ orderShare }) => <ShareBar share={orderShare} />,
    },
  ];
  return (
    <QueryView query={coverage} lines={6}>
      {(data) => {
        const facts = { n: data.people, event: word(data.event), days: data.days, orders: data.orders };
        return (
          <>
            <Panel
              title={t('quality.coverage')}
              note={t(data.people === 0 ? 'quality.coverageNone' : 'quality.coverageNote', facts)}
              flush={data.people > 0}
            >
              {data.people > 0 && (
                <RowTable
                  label={t('quality.coverage')}
                  columns={columns}
                  rows={data.sources}
                  rowKey={keyOf}
                  strong={({ event }) => event === null}
                />
              )}
            </Panel>
            {picked !== undefined && <BiasPanel source={picked.source} event={picked.event} />}
          </>
        );
      }}
    </QueryView>
  );
};
