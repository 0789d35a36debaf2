import { useQuery } from '@tanstack/react-query';
import type { AudienceHistoryAnswer } from '../../../../src/profile/live/schemas.ts';
import { Chart } from '../../charts/chart.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { audienceHistoryQuery } from './audience-queries.ts';

/** How the size went, and who came and went by day. */
export const HistoryPanel = ({ name }: { readonly name: string }) => {
  const { t } = useLanguage();
  const query = useQuery(audienceHistoryQuery(name));
  return (
    <Panel title={t('audience.history')} note={t('audience.historyNote')}>
      <QueryView query={query} lines={6}>
        {(answer) => (
          <div className="audience-two">
            <SizeChart sizes={answer.sizes} />
            {answer.days.length === 0 ? (
              <p className="audience-still quiet">{t('audience.nobodyMoved')}</p>
            ) : (
              <DaysChart days={answer.days} />
            )}
          </div>
        )}
      </QueryView>
    </Panel>
  );
};

const grid = { left: 4, right: 12, top: 12, bottom: 2, containLabel: true };

const SizeChart = ({ sizes }: Pick<AudienceHistoryAnswer, 'sizes'>) => {
  const { t, format } = useLanguage();
  const { palette } = useScheme();
  return (
    <Chart
      label={t('audience.sizeByHour')}
      heightPx={210}
      option={{
        grid,
        tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => format.number(Number(value)) },
        xAxis: { type: 'time', axisLabel: { hideOverlap: true } },
        yAxis: { type: 'value', splitNumber: 3, axisLabel: { formatter: (value: number) => format.compact(value) } },
        series: [
          {
            type: 'line',
            step: 'end',
            name: t('audience.size'),
            showSymbol: sizes.length < 3,
            data: sizes.map(({ at, size }) => [at, size]),
            lineStyle: { color: palette.primary, width: 2 },
            itemStyle: { color: palette.primary },
            areaStyle: { color: palette.primary, opacity: 0.08 },
          },
        ],
      }}
      table={{
        columns: [t('audience.when'), t('audience.size')],
        rows: sizes.map(({ at, size }) => [format.dateTime(at), format.number(size)]),
      }}
    />
  );
};

const DaysChart = ({ days }: Pick<AudienceHistoryAnswer, 'days'>) => {
  const { t, format } = useLanguage();
  const { palette } = useScheme();
  const bars = (name: string, color: string, values: readonly number[]) => ({
    type: 'bar',
    name,
    stack: 'flow',
    data: values,
    barMaxWidth: 24,
    itemStyle: { color },
  });
  return (
    <Chart
      label={t('audience.flow')}
      heightPx={210}
      option={{
        grid,
        tooltip: { trigger: 'axis', valueFormatter: (value: unknown) => format.number(Math.abs(Number(value))) },
        xAxis: { type: 'category', data: days.map(({ day }) => format.date(day)), axisLabel: { hideOverlap: true } },
        yAxis: {
          type: 'value',
          splitNumber: 3,
          axisLabel: { formatter: (value: number) => format.compact(Math.abs(value)) },
        },
        series: [
          bars(
            t('audience.entered'),
            palette.primary,
            days.map(({ entered }) => entered),
          ),
          bars(
            t('audience.left'),
            palette.inkFaint,
            days.map(({ left }) => -left),
          ),
        ],
      }}
      table={{
        columns: [t('audience.when'), t('audience.entered'), t('audience.left')],
        rows: days.map(({ day, entered, left }) => [format.date(day), format.number(entered), format.number(left)]),
      }}
    />
  );
};
