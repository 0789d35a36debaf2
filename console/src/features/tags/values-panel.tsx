import type { TagAnswer } from '../../../../src/profile/tags/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { plainExpression } from './plain-expression.ts';
import { valueColours } from './value-colours.ts';

type Size = TagAnswer['tag']['sizes'][number];

/** Every value: what it means and how many have it. */
export const ValuesPanel = ({ answer }: { readonly answer: TagAnswer }) => {
  const { t, say, format } = useLanguage();
  const { palette } = useScheme();
  const { tag, spec } = answer;
  const means = useMeaning(answer);
  const colours = valueColours(
    tag.sizes.map(({ value }) => value),
    palette,
  );
  const columns: readonly Column<Size>[] = [
    {
      key: 'value',
      title: t('tags.value'),
      onPhone: 'head',
      cell: ({ value, title }) => (
        <span className="tag-value">
          <span className="tag-dot" style={{ background: colours.get(value) }} aria-hidden="true" />
          <span>
            {say(title)} {say(title) !== value && <code className="quiet small">{value}</code>}
          </span>
        </span>
      ),
    },
    {
      key: 'means',
      title: t('tags.means'),
      onPhone: 'bare',
      cell: ({ value }) => <span className="tag-means">{means(value)}</span>,
    },
    { key: 'people', title: t('tags.people'), align: 'end', cell: ({ people }) => format.number(people) },
    {
      key: 'share',
      title: t('tags.share'),
      align: 'end',
      cell: ({ people }) => (tag.people === 0 ? '–' : format.share(people / tag.people)),
    },
  ];
  const note =
    spec.type === 'rule'
      ? t('tags.valuesNote')
      : spec.type === 'ranked'
        ? t(spec.among === undefined ? 'tags.rankedByAll' : 'tags.rankedBy', {
            by: plainExpression(spec.by),
            among: plainExpression(spec.among ?? ''),
            every: t(`tags.every.${spec.every}`),
          })
        : undefined;
  return (
    <Panel flush title={t('tags.values')} note={note}>
      {tag.sizes.length === 0 ? (
        <EmptyNotice title={t('tags.nobody')} hint={t('tags.byHand')} />
      ) : (
        <RowTable label={t('tags.values')} columns={columns} rows={tag.sizes} rowKey={({ value }) => value} />
      )}
    </Panel>
  );
};

/** What the document says of a value. */
const useMeaning = ({ spec, cuts }: TagAnswer) => {
  const { t, format } = useLanguage();
  return (value: string) => {
    switch (spec.type) {
      case 'rule': {
        const found = spec.values.find((each) => each.value === value);
        return found === undefined ? t('tags.otherwise') : <code>{plainExpression(found.when)}</code>;
      }
      case 'ranked': {
        const index = spec.shares.findIndex((each) => each.value === value);
        const cut = cuts[0]?.cuts[index];
        const share = spec.shares[index]?.top;
        return (
          <>
            {share === undefined ? t('tags.rest') : t('tags.top', { share })}
            {cut !== undefined && <span className="quiet"> · {t('tags.cut', { n: format.number(cut, 2) })}</span>}
          </>
        );
      }
      case 'predicted': {
        const least = spec.bands.find((each) => each.value === value)?.atLeast;
        return least === undefined ? t('tags.anyScore') : t('tags.atLeast', { n: String(least) });
      }
      case 'given':
        return t('tags.byHand');
    }
  };
};
