import type { GroupResult, Results } from '../../../../src/measure/schemas.ts';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { GroupMark, groupOrder } from '../../parts/group-mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';

export const inGroupOrder = (groups: readonly GroupResult[]): readonly GroupResult[] =>
  groupOrder.flatMap((name) => groups.filter(({ group }) => group === name));

/** What each group did, plainly; the differences and their intervals are the comparisons' business. */
export const GroupsPanel = ({ results }: { readonly results: Results }) => {
  const { t, format } = useLanguage();
  const { currency, sampleRatio } = results;
  const perHead = (minor: number, people: number): string =>
    people === 0 ? noFigure : format.money(minor / people, currency, { exact: true });
  const columns: readonly Column<GroupResult>[] = [
    { key: 'group', title: t('results.group'), onPhone: 'head', cell: ({ group }) => <GroupMark group={group} /> },
    { key: 'people', title: t('results.people'), align: 'end', cell: ({ people }) => format.number(people) },
    {
      key: 'buyers',
      title: t('results.buyers'),
      align: 'end',
      cell: ({ buyers, people }) => (
        <>
          {format.number(buyers)} <span className="quiet">{people === 0 ? '' : format.share(buyers / people)}</span>
        </>
      ),
    },
    { key: 'gmv', title: t('results.gmv'), align: 'end', cell: ({ gmvMinor }) => format.money(gmvMinor, currency) },
    {
      key: 'gmvPerHead',
      title: t('results.gmvPerHead'),
      align: 'end',
      cell: ({ gmvMinor, people }) => perHead(gmvMinor, people),
    },
    {
      key: 'margin',
      title: t('results.margin'),
      align: 'end',
      cell: ({ marginMinor }) => format.money(marginMinor, currency),
    },
    { key: 'cost', title: t('results.cost'), align: 'end', cell: ({ costMinor }) => format.money(costMinor, currency) },
    {
      key: 'net',
      title: t('results.netPerHead'),
      align: 'end',
      cell: ({ marginMinor, costMinor, people }) => perHead(marginMinor - costMinor, people),
    },
  ];
  return (
    <Panel
      title={t('results.groups')}
      note={
        <span className={sampleRatio.ok ? undefined : 'alarm'}>
          {t(sampleRatio.ok ? 'results.sampleOk' : 'results.sampleBad', { p: format.number(sampleRatio.pValue, 3) })}
        </span>
      }
      flush
    >
      <RowTable
        label={t('results.groups')}
        columns={columns}
        rows={inGroupOrder(results.groups)}
        rowKey={({ group }) => group}
      />
    </Panel>
  );
};
