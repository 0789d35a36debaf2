import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { FeatureAnswer, FeatureFigures } from '../../../../src/profile/feature-catalogue/schemas.ts';
import { Chart } from '../../charts/chart.tsx';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { DistributionPanel } from './distribution-panel.tsx';
import { DriftPanels } from './drift-panels.tsx';
import { historyOption } from './feature-options.ts';
import { featureQuery } from './feature-queries.ts';
import './features.css';

/** One feature: what it says, its distribution, its course, how it has moved, who uses it and a few people. */
export const FeaturePage = () => {
  const { t, say } = useLanguage();
  const { name = '' } = useParams();
  const query = useQuery(featureQuery(name));
  const data = query.data;
  return (
    <Page
      title={data === undefined ? name : say(data.feature.title)}
      lead={data === undefined ? ' ' : say(data.feature.meaning)}
      up={{ to: '/people/features', label: t('features.tab') }}
    >
      <QueryView query={query} lines={14}>
        {(answer) => (
          <div className="stack">
            <Meaning answer={answer} />
            {answer.feature.figures === null ? (
              <Panel>
                <EmptyNotice title={t('features.notYet')} hint={t('features.notYetHint')}>
                  <Link to="/people/features">{t('features.toCatalogue')}</Link>
                </EmptyNotice>
              </Panel>
            ) : (
              <>
                <DistributionPanel
                  name={name}
                  figures={answer.feature.figures}
                  unit={answer.feature.unit === null ? null : say(answer.feature.unit)}
                />
                {answer.history.length > 1 && <Course history={answer.history} />}
                <DriftPanels answer={answer} />
              </>
            )}
          </div>
        )}
      </QueryView>
    </Page>
  );
};

const Meaning = ({ answer: { feature, snapshot } }: { readonly answer: FeatureAnswer }) => {
  const { t, say, format } = useLanguage();
  return (
    <Panel
      title={t('features.meaning')}
      {...(snapshot === null
        ? {}
        : { note: t('features.asOf', { when: format.dateTime(snapshot.asOf), people: snapshot.people }) })}
      extra={<Link to={`/documents/Feature/${feature.name}`}>{t('features.document', { n: feature.version })}</Link>}
    >
      <p className="feature-expression">
        <code>{feature.expression}</code>
      </p>
      {feature.remark !== null && <p className="soft">{say(feature.remark)}</p>}
      {feature.figures !== null && (
        <Figures figures={feature.figures} unit={feature.unit === null ? null : say(feature.unit)} />
      )}
      <h3 className="feature-h">{t('features.usedBy')}</h3>
      {feature.usedBy.length === 0 ? (
        <p className="small quiet">{t('features.nobodyHint')}</p>
      ) : (
        <ul className="feature-uses">
          {feature.usedBy.map(({ kind, name, title }) => (
            <li key={`${kind} ${name}`}>
              <Link to={placeOf(kind, name)}>{say(title)}</Link>{' '}
              <span className="small quiet">{isNamed(kind) ? t(`features.kind.${kind}`) : kind}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
};

const named = ['Model', 'Program', 'Tag', 'Audience', 'Offer'] as const;
const isNamed = (kind: string): kind is (typeof named)[number] => named.some((each) => each === kind);

const placeOf = (kind: string, name: string): string => {
  if (kind === 'Program') return `/programs/${name}`;
  if (kind === 'Audience') return `/people/audiences/${name}`;
  return kind === 'Tag' ? `/people/tags/${name}` : `/documents/${kind}/${name}`;
};

const shownLevels = [0.1, 0.25, 0.5, 0.75, 0.9, 0.99] as const;

const Figures = ({
  figures: { people, missing, spread },
  unit,
}: {
  readonly figures: FeatureFigures;
  readonly unit: string | null;
}) => {
  const { t, format } = useLanguage();
  const value = (n: number): string => `${format.number(n, 2)}${unit === null ? '' : ` ${unit}`}`;
  return (
    <Facts
      facts={[
        { label: t('features.missing'), value: people === 0 ? noFigure : format.share(missing / people) },
        ...(spread === null
          ? []
          : [
              { label: t('features.mean'), value: value(spread.mean) },
              ...shownLevels.map((level) => ({
                label: level === 0.5 ? t('features.median') : t('features.percentile', { n: Math.round(level * 100) }),
                value: value(spread.quantiles.find((each) => each.level === level)?.value ?? 0),
              })),
              { label: t('features.most'), value: value(spread.most) },
            ]),
      ]}
    />
  );
};

const Course = ({ history }: Pick<FeatureAnswer, 'history'>) => {
  const { t, format } = useLanguage();
  const { palette } = useScheme();
  const number = (value: number): string => format.number(value, 2);
  const cell = (value: number | null): string => (value === null ? noFigure : number(value));
  const words = {
    low: t('features.percentile', { n: 10 }),
    median: t('features.median'),
    high: t('features.percentile', { n: 90 }),
  };
  return (
    <Panel title={t('features.course')} note={t('features.courseNote', { n: history.length })}>
      <Chart
        option={historyOption(history, { palette, number, date: format.date, words })}
        heightPx={200}
        label={t('features.course')}
        table={{
          columns: [t('features.when'), words.low, words.median, words.high, t('features.missing'), 'PSI'],
          rows: history.map(({ asOf, low, median, high, missingShare, psi }) => [
            format.date(asOf),
            cell(low),
            cell(median),
            cell(high),
            format.share(missingShare),
            psi === null ? noFigure : format.fixed(psi, 3),
          ]),
        }}
      />
    </Panel>
  );
};
