import { useInfiniteQuery } from '@tanstack/react-query';
import { Button, Segmented } from 'antd';
import { useState } from 'react';
import type { MatchPair } from '../../../../src/identify/matching/schemas.ts';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { matchPairsQuery } from './matching-queries.ts';
import { PairComparison } from './pair-comparison.tsx';

/** What was decided, by whom and when; each opens to its evidence. */
export const DecidedPanel = ({ rule }: { readonly rule: string }) => {
  const { t, format } = useLanguage();
  const [state, setState] = useState<'accepted' | 'rejected'>('accepted');
  const query = useInfiniteQuery(matchPairsQuery(rule, state));
  const pairs = query.data?.pages.flatMap((page) => page.pairs) ?? [];
  const columns: readonly Column<MatchPair>[] = [
    {
      key: 'pair',
      title: t('people.person'),
      onPhone: 'head',
      cell: (pair) => pair.fields.flatMap(({ a, hashed }) => (a === '' || hashed ? [] : [a]))[0] ?? pair.a,
    },
    {
      key: 'probability',
      title: t('match.probabilityWord'),
      align: 'end',
      cell: ({ probability }) => format.share(Math.min(probability, 0.9999), 2),
    },
    {
      key: 'by',
      title: t('match.verdict'),
      align: 'end',
      cell: ({ decidedBy, decidedAt }) =>
        decidedAt === null
          ? noFigure
          : t('match.decidedBy', {
              who: decidedBy === 'rule' ? t('match.byRule') : (decidedBy ?? noFigure),
              when: format.dateTime(decidedAt),
            }),
    },
  ];
  return (
    <Panel
      flush
      title={t('match.tab.decided')}
      extra={
        <Segmented
          aria-label={t('match.verdict')}
          value={state}
          onChange={setState}
          options={[
            { value: 'accepted' as const, label: t('match.accepted') },
            { value: 'rejected' as const, label: t('match.rejected') },
          ]}
        />
      }
    >
      {query.data !== undefined && pairs.length === 0 ? (
        <EmptyNotice title={t('match.nothingDecided')} />
      ) : (
        <RowTable
          label={t('match.tab.decided')}
          columns={columns}
          rows={pairs}
          rowKey={({ a, b }) => `${a} ${b}`}
          expanded={(pair) => <PairComparison pair={pair} />}
        />
      )}
      {query.hasNextPage && (
        <p className="match-more">
          <Button onClick={() => void query.fetchNextPage()} loading={query.isFetchingNextPage}>
            {t('action.loadMore')}
          </Button>
        </p>
      )}
    </Panel>
  );
};
