import { Button } from 'antd';
import type { EChartsCoreOption } from 'echarts/core';
import { lazy, Suspense, useState } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import './chart.css';

const EchartsCanvas = lazy(async () => ({ default: (await import('./echarts-canvas.tsx')).EchartsCanvas }));

export type ChartTable = { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };

/**
 * A chart with its words: `label` says what it shows, `table` holds the same figures for those who read rather than look.
 * The height is fixed before ECharts arrives, so nothing moves.
 */
export const Chart = ({
  option,
  label,
  table,
  heightPx = 240,
}: {
  readonly option: EChartsCoreOption;
  readonly label: string;
  readonly table: ChartTable;
  readonly heightPx?: number;
}) => {
  const { t } = useLanguage();
  const [asTable, setAsTable] = useState(false);
  return (
    <figure className="chart">
      <div
        style={{ height: heightPx }}
        className={asTable ? 'chart-scroll' : undefined}
        {...(asTable ? {} : { role: 'img', 'aria-label': label })}
      >
        {asTable ? (
          <PlainTable label={label} table={table} />
        ) : (
          <Suspense fallback={<div className="chart-waiting" />}>
            <EchartsCanvas option={option} />
          </Suspense>
        )}
      </div>
      <figcaption>
        <span>{label}</span>
        <Button type="link" size="small" onClick={() => setAsTable(!asTable)} aria-pressed={asTable}>
          {t(asTable ? 'chart.asChart' : 'chart.asTable')}
        </Button>
      </figcaption>
    </figure>
  );
};

const PlainTable = ({ label, table }: { readonly label: string; readonly table: ChartTable }) => (
  <table className="chart-table" aria-label={label}>
    <thead>
      <tr>
        {table.columns.map((column) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {table.rows.map((row) => (
        <tr key={row.join(' ')}>
          {row.map((cell, index) => (
            <td key={table.columns[index]}>{cell}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
