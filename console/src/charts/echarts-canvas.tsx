import { BarChart, LineChart, SankeyChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { useScheme } from '../theme/scheme.tsx';
import { chartTheme } from './chart-theme.ts';

use([
  BarChart,
  LineChart,
  SankeyChart,
  ScatterChart,
  AriaComponent,
  GridComponent,
  LegendComponent,
  MarkLineComponent,
  TooltipComponent,
  SVGRenderer,
]);

/** The only file that loads ECharts; reached through a lazy import, so that it is a chunk of its own. */
export const EchartsCanvas = ({ option }: { readonly option: EChartsCoreOption }) => {
  const place = useRef<HTMLDivElement>(null);
  const { palette } = useScheme();
  useEffect(() => {
    if (place.current === null) return undefined;
    const chart = init(place.current, chartTheme(palette), { renderer: 'svg' });
    chart.setOption(option);
    const watcher = new ResizeObserver(() => chart.resize());
    watcher.observe(place.current);
    return () => {
      watcher.disconnect();
      chart.dispose();
    };
  }, [option, palette]);
  return <div ref={place} className="chart-canvas" />;
};
