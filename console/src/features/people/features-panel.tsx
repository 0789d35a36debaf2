import type { PersonAnswer } from '../../../../src/app/person/schemas.ts';
import { noFigure } from '../../i18n/format.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { RowTable, type Column } from '../../parts/row-table.tsx';

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
    { key: 'title', title: t('people.feature'), onPhone: 'head', cell: ({ title }) => say(title) },
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
          `${format.number(value, 2)}${unit === null ? '' : ` ${unit}`}`
        ),
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
