import type { Comparison, GroupName, Results } from '../../../../src/measure/schemas.ts';
import { IntervalAxis, IntervalBar } from '../../charts/interval-bar.tsx';
import { intervalScale } from '../../charts/interval-scale.ts';
import { minorPerMajor } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Estimate } from '../../parts/estimate.tsx';
import { groupColour } from '../../parts/group-mark.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { inGroupOrder } from './groups-panel.tsx';

type Row = Comparison & { readonly group: GroupName };

/** Every group against every control, per head, drawn on one scale with 95 % intervals. */
export const ComparisonsPanel = ({ results }: { readonly results: Results }) => {
  const { t, format } = useLanguage();
  const { palette } = useScheme();
  const { currency } = results;
  const rows: readonly Row[] = inGroupOrder(results.groups).flatMap(({ group, comparisons }) =>
    comparisons.map((comparison) => ({ ...comparison, group })),
  );
  const scale = intervalScale(rows.map(({ netMarginPerHeadMinor }) => netMarginPerHeadMinor));
  const columns: readonly Column<Row>[] = [
    {
      key: 'who',
      title: t('results.comparison'),
      onPhone: 'head',
      cell: ({ group, against }) => (
        <span className="mark">
          <span className={`mark-square mark-square-${group}`} aria-hidden="true" />
          {t('results.against', { group: t(`group.${group}`), other: t(`group.${against}`) })}
        </span>
      ),
    },
    {
      key: 'bar',
      title: <IntervalAxis scale={scale} label={(minor) => format.compact(minor / minorPerMajor(currency))} />,
      width: '30%',
      onPhone: 'bare',
      cell: ({ netMarginPerHeadMinor, group }) => (
        <IntervalBar interval={netMarginPerHeadMinor} scale={scale} tone={groupColour(palette, group)} />
      ),
    },
    {
      key: 'net',
      title: t('results.netPerHeadDiff'),
      align: 'end',
      cell: ({ netMarginPerHeadMinor }) => <Estimate interval={netMarginPerHeadMinor} currency={currency} exact />,
    },
    {
      key: 'gmv',
      title: t('results.gmvDiff'),
      align: 'end',
      cell: ({ gmvPerHeadMinor }) => <Estimate interval={gmvPerHeadMinor} currency={currency} exact />,
    },
    {
      key: 'total',
      title: t('results.netTotal'),
      align: 'end',
      cell: ({ netMarginTotalMinor }) => <Estimate interval={netMarginTotalMinor} currency={currency} />,
    },
    {
      key: 'p',
      title: t('results.p'),
      align: 'end',
      cell: ({ pValue }) => (pValue < 0.001 ? '< 0.001' : format.fixed(pValue, 3)),
    },
  ];
  return (
    <Panel title={t('results.comparisons')} note={t('results.comparisonsNote')} flush>
      <RowTable
        label={t('results.comparisons')}
        columns={columns}
        rows={rows}
        rowKey={({ group, against }) => `${group} ${against}`}
      />
    </Panel>
  );
};
