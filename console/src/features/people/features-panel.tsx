import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';
import '../audiences/audiences.css';
import { Sparkline } from '../audiences/sparkline.tsx';
import { Link } from 'react-router';

type Feature = PersonAnswer['features'][number];

export const FeaturesPanel = ({
  features,
  asOf,
}: {
  readonly features: readonly Feature[];
  readonly asOf: string | null;
}) => {
  const { t, say, format } = useLanguage();
  if (features.length === 0) return <EmptyNotice title={t('people.noFeatures')} hint={t('people.noFeaturesHint')} />;
  const columns: readonly Column<Feature>[] = [
    {
      key: 'title',
      title: t('people.feature'),
      onPhone: 'head',
      cell: ({ name, title }) => <Link to={`/people/features/${name}`}>{say(title)}</Link>,
    },
    {
      key: 'name',
      title: t('people.featureName'),
      onPhone: 'hidden',
      cell: ({ name }) => <code className="small quiet">{name}</code>,
    },
    {
      key: 'value',
      title: t('people.value'),
      align: 'end',
      cell: ({ value, unit }) =>
        value === null ? (
          <span className="quiet">{noFigure}</span>
        ) : (
          `${format.number(value, 2)}${unit === null ? '' : ` ${say(unit)}`}`
        ),
    },
    {
      key: 'before',
      title: t('people.before'),
      align: 'end',
      cell: ({ history }) => {
        const before = history.at(-2);
        return before === undefined || before.value === null ? (
          <span className="quiet">{noFigure}</span>
        ) : (
          <span title={format.date(before.asOf)}>{format.number(before.value, 2)}</span>
        );
      },
    },
    {
      key: 'history',
      title: t('people.course'),
      onPhone: 'hidden',
      cell: ({ history }) => <Sparkline values={history.flatMap(({ value }) => (value === null ? [] : [value]))} />,
    },
  ];
  return (
    <Panel
      flush
      {...(asOf === null
        ? {}
        : { title: t('people.features'), note: t('people.featuresAsOf', { when: format.dateTime(asOf) }) })}
    >
      <RowTable label={t('people.features')} columns={columns} rows={features} rowKey={({ name }) => name} />
    </Panel>
  );
};
