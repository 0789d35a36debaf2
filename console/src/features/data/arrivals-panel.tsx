import { useMemo } from 'react';
import type { ArrivalsAnswer } from '../../../../src/collect/schemas.ts';
import { Chart } from '../../charts/chart.tsx';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { arrivalsOption } from './arrivals-option.ts';

/** Events received over time. */
export const ArrivalsPanel = ({ arrivals }: { readonly arrivals: ArrivalsAnswer }) => {
  const { t, format, language } = useLanguage();
  const { palette } = useScheme();
  const { buckets, bucketSeconds } = arrivals;
  const when = useMemo(
    () =>
      (at: string): string =>
        bucketSeconds >= 86_400 ? format.date(at) : format.dateTime(at),
    [bucketSeconds, format],
  );
  const option = useMemo(
    () =>
      arrivalsOption({
        buckets,
        bucketSeconds,
        palette,
        language,
        when,
        words: { events: t('data.events') },
        number: format.number,
      }),
    [buckets, bucketSeconds, palette, language, when, t, format],
  );
  return (
    <Panel title={t('data.arrivals')}>
      <Chart
        option={option}
        heightPx={220}
        label={t('data.arrivalsLabel', { span: format.span(bucketSeconds * 1000) })}
        table={{
          columns: [t('data.time'), t('data.events')],
          rows: buckets.map(({ at, events }) => [when(at), format.number(events)]),
        }}
      />
    </Panel>
  );
};
