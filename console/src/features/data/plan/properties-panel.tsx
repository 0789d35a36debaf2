import { Button } from 'antd';
import type { PlanEventAnswer, PropertySpec, SeenProperty } from '../../../../../src/collect/plan/schemas.ts';
import { useLanguage } from '../../../i18n/language.tsx';
import { Panel } from '../../../parts/panel.tsx';
import { RowTable, type Column } from '../../../parts/row-table.tsx';
import { useDraft } from './use-draft.ts';

type Defined = NonNullable<PlanEventAnswer['definition']>['properties'][number];
type Line = { readonly name: string; readonly defined: Defined | undefined; readonly seen: SeenProperty | undefined };

/** What the plan says of each property beside what arrives; undefined ones can be taken into the plan. */
export const PropertiesPanel = ({ event }: { readonly event: PlanEventAnswer }) => {
  const { t, say, format } = useLanguage();
  const draft = useDraft();
  const lines = linesOf(event);
  const undefinedNames = lines.filter(({ defined }) => defined === undefined).map(({ name }) => name);
  const columns: readonly Column<Line>[] = [
    {
      key: 'name',
      title: t('plan.property'),
      onPhone: 'head',
      cell: ({ name, defined, seen }) => {
        const personal = defined?.spec.personal ?? seen?.personal ?? 'none';
        return (
          <span className="plan-name">
            {defined?.title && say(defined.title)} <code className="small">{name}</code>
            {defined === undefined && event.definition !== null && (
              <span className="plan-tag plan-tag-alarm">{t('plan.undefined')}</span>
            )}
            {defined?.required && <span className="plan-tag">{t('plan.required')}</span>}
            {defined?.shared && <span className="plan-tag">{t('plan.shared')}</span>}
            {personal !== 'none' && <span className="plan-tag">{t(`plan.personal.${personal}`)}</span>}
          </span>
        );
      },
    },
    {
      key: 'type',
      title: t('plan.type'),
      cell: ({ defined, seen }) => {
        const types = seen?.types.map(({ type }) => t(`plan.type.${type}`)).join(' / ') ?? '';
        if (defined === undefined) return <span className="soft">{t('plan.seenAs', { types })}</span>;
        const { type, unit } = defined.spec;
        return `${t(`plan.type.${type}`)}${unit === undefined ? '' : ` (${unit})`}`;
      },
    },
    { key: 'rules', title: t('plan.rules'), cell: ({ defined }) => (defined ? rulesOf(defined.spec) : '') },
    {
      key: 'share',
      title: t('plan.seenShare'),
      align: 'end',
      cell: ({ seen }) =>
        seen === undefined ? <span className="quiet">{t('plan.never')}</span> : format.share(seen.share, 0),
    },
    {
      key: 'examples',
      title: t('plan.examples'),
      cell: ({ seen }) => <span className="plan-examples small soft">{seen?.examples.slice(0, 4).join(' · ')}</span>,
    },
  ];
  return (
    <Panel
      title={t('plan.properties')}
      note={t('plan.propertiesNote', { n: event.sampled })}
      extra={
        event.definition !== null &&
        undefinedNames.length > 0 && (
          <Button
            size="small"
            loading={draft.isPending}
            onClick={() => draft.mutate({ name: event.name, properties: undefinedNames })}
          >
            {t('plan.add', { n: undefinedNames.length })}
          </Button>
        )
      }
      flush
    >
      {lines.length > 0 && (
        <RowTable label={t('plan.properties')} columns={columns} rows={lines} rowKey={({ name }) => name} />
      )}
    </Panel>
  );
};

const linesOf = ({ definition, seen }: PlanEventAnswer): readonly Line[] => {
  const bySeen = new Map(seen.map((property) => [property.name, property]));
  const defined = definition?.properties ?? [];
  const known = new Set(defined.map(({ name }) => name));
  return [
    ...defined.map((property) => ({ name: property.name, defined: property, seen: bySeen.get(property.name) })),
    ...seen
      .filter(({ name }) => !known.has(name))
      .map((property) => ({ name: property.name, defined: undefined, seen: property })),
  ];
};

/** In signs that read alike in every language: `0 … 100`, `sms | push`, `≤ 40`, `/…/`. */
const rulesOf = ({ values, min, max, maxLength, pattern }: PropertySpec): string =>
  [
    values === undefined ? '' : values.slice(0, 8).join(' | ') + (values.length > 8 ? ' …' : ''),
    min === undefined && max === undefined ? '' : `${min ?? '−∞'} … ${max ?? '∞'}`,
    maxLength === undefined ? '' : `≤ ${maxLength}`,
    pattern === undefined ? '' : `/${pattern}/`,
  ]
    .filter((rule) => rule !== '')
    .join('; ');
