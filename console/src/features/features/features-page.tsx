import { SearchOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Input } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { CatalogueFeature, FeaturesAnswer } from '../../../../src/profile/feature-catalogue/schemas.ts';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { PeopleTabs } from '../people/people-tabs.tsx';
import { DriftMark } from './drift-mark.tsx';
import { featuresQuery } from './feature-queries.ts';
import './features.css';
import { HistogramBars } from './histogram-bars.tsx';
import { SnapshotButton } from './snapshot-button.tsx';

/** All features: what each says, how it is spread, how it has moved, who uses it. */
export const FeaturesPage = () => {
  const { t } = useLanguage();
  const query = useQuery(featuresQuery);
  return (
    <Page title={t('nav.people')} lead={t('features.lead')}>
      <PeopleTabs />
      <QueryView query={query} lines={14}>
        {(answer) =>
          answer.features.length === 0 ? (
            <Panel>
              <EmptyNotice title={t('features.none')} hint={t('features.noneHint')}>
                <Link to="/documents/Feature">{t('features.write')}</Link>
              </EmptyNotice>
            </Panel>
          ) : (
            <div className="stack">
              <SnapshotPanel answer={answer} />
              <Catalogue features={answer.features} />
            </div>
          )
        }
      </QueryView>
    </Page>
  );
};

const SnapshotPanel = ({ answer: { snapshots, job } }: { readonly answer: FeaturesAnswer }) => {
  const { t, say, format } = useLanguage();
  const [latest] = snapshots;
  const running = job?.state === 'running' || job?.state === 'waiting';
  return (
    <Panel>
      <div className="feature-snapshot">
        <div>
          <strong>
            {latest === undefined
              ? t('features.noSnapshot')
              : t('features.asOf', { when: format.dateTime(latest.asOf), people: latest.people })}
          </strong>
          <p className="small quiet">
            {latest === undefined ? t('features.noSnapshotHint') : t('features.kept', { n: snapshots.length })}
          </p>
          {job?.state === 'failed' && (
            <p className="small feature-failed" role="alert">
              {t('features.failed', { why: job.error === null ? '' : say(job.error) })}
            </p>
          )}
        </div>
        <SnapshotButton running={running} first={latest === undefined} />
      </div>
    </Panel>
  );
};

const Catalogue = ({ features }: { readonly features: readonly CatalogueFeature[] }) => {
  const { t, say, format } = useLanguage();
  const [text, setText] = useState('');
  const wanted = text.trim().toLowerCase();
  const shown = features.filter((feature) =>
    [feature.name, say(feature.title), say(feature.meaning)].some((each) => each.toLowerCase().includes(wanted)),
  );
  const columns: readonly Column<CatalogueFeature>[] = [
    {
      key: 'feature',
      title: t('features.feature'),
      onPhone: 'head',
      cell: ({ name, title, meaning }) => (
        <span className="feature-name">
          <Link to={`/people/features/${name}`}>{say(title)}</Link>
          <span className="small quiet">{say(meaning)}</span>
        </span>
      ),
    },
    {
      key: 'distribution',
      title: t('features.distribution'),
      cell: ({ figures }) =>
        figures === null || figures.spread === null ? (
          <span className="quiet">{noFigure}</span>
        ) : (
          <HistogramBars people={figures.histogram.people} />
        ),
    },
    {
      key: 'median',
      title: t('features.median'),
      align: 'end',
      cell: ({ figures, unit }) =>
        figures?.spread ? (
          `${format.number(figures.spread.quantiles.find(({ level }) => level === 0.5)?.value ?? 0, 2)}${unit === null ? '' : ` ${say(unit)}`}`
        ) : (
          <span className="quiet">{noFigure}</span>
        ),
    },
    {
      key: 'missing',
      title: t('features.missing'),
      align: 'end',
      cell: ({ figures }) =>
        figures === null || figures.people === 0 ? (
          <span className="quiet">{noFigure}</span>
        ) : (
          format.share(figures.missing / figures.people)
        ),
    },
    { key: 'drift', title: t('features.drift'), cell: ({ drift }) => <DriftMark drift={drift} /> },
    {
      key: 'uses',
      title: t('features.usedBy'),
      cell: ({ usedBy }) =>
        usedBy.length === 0 ? (
          <span className="quiet">{t('features.nobody')}</span>
        ) : (
          <span title={usedBy.map(({ title }) => say(title)).join('\n')}>
            {say(usedBy[0].title)}
            {usedBy.length > 1 && <span className="quiet"> +{usedBy.length - 1}</span>}
          </span>
        ),
    },
  ];
  return (
    <Panel
      title={t('features.catalogue', { n: features.length })}
      extra={
        <Input
          allowClear
          value={text}
          onChange={({ target }) => setText(target.value)}
          aria-label={t('features.filter')}
          placeholder={t('features.filter')}
          prefix={<SearchOutlined aria-hidden="true" />}
        />
      }
      flush
    >
      {shown.length === 0 ? (
        <EmptyNotice title={t('features.noMatch')} />
      ) : (
        <RowTable label={t('features.tab')} columns={columns} rows={shown} rowKey={({ name }) => name} />
      )}
    </Panel>
  );
};
