import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { FeatureFigures } from '../../../../src/profile/feature-catalogue/schemas.ts';
import { Chart } from '../../charts/chart.tsx';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { bandWords } from './band-words.ts';
import { distributionOption } from './feature-options.ts';
import { featurePeopleQuery, type ValueRange } from './feature-queries.ts';

type Props = { readonly name: string; readonly figures: FeatureFigures; readonly unit: string | null };

/** People by value, and some of the people of a band. */
export const DistributionPanel = ({ name, figures, unit }: Props) => {
  const { histogram, people, missing, spread } = figures;
  const { t, format } = useLanguage();
  const { palette } = useScheme();
  const [chosen, choose] = useState<number>();
  const number = (value: number): string => format.number(value, 2);
  const { edges } = histogram;
  const bands = histogram.people.map((count, band) => ({
    band,
    count,
    words: bandWords({ edges, least: spread?.least, most: spread?.most }, band, number),
  }));
  const range: ValueRange =
    chosen === undefined ? {} : chosen < 0 ? { missing: true } : { from: edges[chosen - 1], until: edges[chosen] };
  return (
    <Panel title={t('features.distribution')} note={t('features.distributionNote', { with: people - missing, people })}>
      {spread === null ? (
        <p className="quiet">{t('features.allMissing')}</p>
      ) : (
        <Chart
          option={distributionOption(figures, {
            palette,
            number,
            share: format.share,
            chosen: chosen === undefined || chosen < 0 ? undefined : chosen,
          })}
          heightPx={230}
          label={unit === null ? t('features.distribution') : `${t('features.distribution')} · ${unit}`}
          table={{
            columns: [t('features.value'), t('features.people'), t('features.share')],
            rows: bands.map(({ count, words }) => [
              words,
              format.number(count),
              format.share(count / Math.max(1, people)),
            ]),
          }}
        />
      )}
      <div className="feature-sample">
        <h3 className="feature-h">{t('features.sample')}</h3>
        <Select
          allowClear
          value={chosen}
          onChange={(band?: number) => choose(band)}
          aria-label={t('features.sampleOf')}
          placeholder={t('features.sampleOf')}
          options={[
            ...bands
              .filter(({ count }) => count > 0)
              .map(({ band, count, words }) => ({ value: band, label: `${words} (${format.number(count)})` })),
            ...(missing > 0 ? [{ value: -1, label: `${t('features.without')} (${format.number(missing)})` }] : []),
          ]}
        />
      </div>
      <Sample name={name} range={range} unit={unit} />
    </Panel>
  );
};

const Sample = ({
  name,
  range,
  unit,
}: {
  readonly name: string;
  readonly range: ValueRange;
  readonly unit: string | null;
}) => {
  const { t, format } = useLanguage();
  const query = useQuery(featurePeopleQuery(name, range));
  return (
    <QueryView query={query} lines={3}>
      {({ people }) =>
        people.length === 0 ? (
          <p className="small quiet">{t('features.sampleNobody')}</p>
        ) : (
          <ul className="feature-people">
            {people.map(({ profileId, id, value }) => (
              <li key={profileId}>
                <Link to={`/people/${profileId}`}>{id}</Link>{' '}
                <span className="quiet">
                  {value === null ? noFigure : `${format.number(value, 2)}${unit === null ? '' : ` ${unit}`}`}
                </span>
              </li>
            ))}
          </ul>
        )
      }
    </QueryView>
  );
};
