import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Button, Select } from 'antd';
import { useSearchParams } from 'react-router';
import { decisionsQuery, programQuery } from '../../api/queries.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { ErrorNotice } from '../../parts/error-notice.tsx';
import { groupOrder } from '../../parts/group-mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { DecisionsTable } from './decisions-table.tsx';

type DecisionsPanelProps = {
  readonly program: string;
  readonly round: number;
  readonly currency: string;
  readonly titles: ReadonlyMap<string, string>;
};

/** Single decisions, by group and offer, each opening to its reasons and the candidates that lost. */
export const DecisionsPanel = ({ program, round, currency, titles }: DecisionsPanelProps) => {
  const { t, say } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const group = search.get('group') ?? undefined;
  const offer = search.get('offer') ?? undefined;
  const decisions = useInfiniteQuery(
    decisionsQuery(program, round, {
      ...(group === undefined ? {} : { group }),
      ...(offer === undefined ? {} : { offer }),
    }),
  );
  const offers = useQuery({ ...programQuery(program), refetchInterval: false }).data?.offers ?? [];
  const choose = (key: string, value: string | undefined) => {
    setSearch(
      (before) => {
        before.set('tab', 'decisions');
        if (value === undefined) before.delete(key);
        else before.set(key, value);
        return before;
      },
      { replace: true, preventScrollReset: true },
    );
  };
  const rows = decisions.data?.pages.flatMap((page) => page.decisions) ?? [];
  return (
    <Panel title={t('decisions.title')} note={t('decisions.note')} flush>
      <div className="filters">
        <Select
          allowClear
          aria-label={t('results.group')}
          placeholder={t('decisions.allGroups')}
          style={{ width: 170 }}
          value={group}
          onChange={(value: string | undefined) => choose('group', value)}
          options={groupOrder.map((name) => ({ value: name, label: t(`group.${name}`) }))}
        />
        <Select
          allowClear
          aria-label={t('plan.offer')}
          placeholder={t('decisions.allOffers')}
          style={{ width: 200 }}
          value={offer}
          onChange={(value: string | undefined) => choose('offer', value)}
          options={offers.map(({ name, title }) => ({ value: name, label: say(title) }))}
        />
      </div>
      {decisions.isError ? (
        <ErrorNotice error={decisions.error} retry={() => void decisions.refetch()} />
      ) : rows.length === 0 && !decisions.isPending ? (
        <EmptyNotice title={t('decisions.none')} hint={t('decisions.noneHint')} />
      ) : (
        <DecisionsTable decisions={rows} currency={currency} titles={titles} />
      )}
      {decisions.hasNextPage && (
        <div className="filters">
          <Button onClick={() => void decisions.fetchNextPage()} loading={decisions.isFetchingNextPage}>
            {t('action.loadMore')}
          </Button>
        </div>
      )}
    </Panel>
  );
};
