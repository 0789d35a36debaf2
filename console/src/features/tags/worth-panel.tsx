import { useQuery } from '@tanstack/react-query';
import type { TagAnswer, TagRow, TagWorthAnswer } from '../../../../src/profile/tags/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { tagWorthQuery } from './tag-queries.ts';

type Worth = TagWorthAnswer['values'][number];

/** What the tiers of a ranked tag come to: the few at the top, and how much is theirs. */
export const WorthPanel = ({ tag }: { readonly tag: TagRow }) => {
  const { t } = useLanguage();
  const query = useQuery(tagWorthQuery(tag.name));
  return (
    <Panel flush title={t('tags.worth')} note={t('tags.worthNote')}>
      <QueryView query={query} lines={4}>
        {({ values }) =>
          values.length === 0 ? <EmptyNotice title={t('tags.nobody')} /> : <WorthTable tag={tag} values={values} />
        }
      </QueryView>
    </Panel>
  );
};

const WorthTable = ({ tag, values }: { readonly tag: TagRow; readonly values: readonly Worth[] }) => {
  const { t, say, format } = useLanguage();
  const all = values.reduce((sum, each) => sum + each.sum, 0);
  const people = values.reduce((sum, each) => sum + each.people, 0);
  const columns: readonly Column<Worth>[] = [
    {
      key: 'value',
      title: t('tags.value'),
      onPhone: 'head',
      cell: ({ value }) => {
        const title = tag.sizes.find((each) => each.value === value)?.title;
        return title === undefined ? value : say(title);
      },
    },
    {
      key: 'people',
      title: t('tags.people'),
      align: 'end',
      cell: (each) => `${format.number(each.people)} (${format.share(people === 0 ? 0 : each.people / people)})`,
    },
    { key: 'sum', title: t('tags.worthSum'), align: 'end', cell: ({ sum }) => format.compact(sum) },
    {
      key: 'share',
      title: t('tags.worthShare'),
      align: 'end',
      cell: ({ sum }) => format.share(all === 0 ? 0 : sum / all),
    },
    { key: 'mean', title: t('tags.worthMean'), align: 'end', cell: ({ mean }) => format.number(mean, 0) },
    { key: 'median', title: t('tags.worthMedian'), align: 'end', cell: ({ median }) => format.number(median, 0) },
  ];
  return <RowTable label={t('tags.worth')} columns={columns} rows={values} rowKey={({ value }) => value} />;
};

/** The cuts between the tiers as they were computed, the latest first. */
export const CutsPanel = ({ answer: { cuts, spec, tag } }: { readonly answer: TagAnswer }) => {
  const { t, say, format } = useLanguage();
  if (spec.type !== 'ranked') return null;
  const titles = spec.shares.slice(0, -1).map(({ value }) => {
    const title = tag.sizes.find((each) => each.value === value)?.title;
    return title === undefined ? value : say(title);
  });
  const columns: readonly Column<TagAnswer['cuts'][number]>[] = [
    { key: 'at', title: t('tags.cutAt'), onPhone: 'head', cell: ({ at }) => format.date(at) },
    ...titles.map((title, i) => ({
      key: `cut${i}`,
      title: `${title} ≥`,
      align: 'end' as const,
      cell: ({ cuts: own }: TagAnswer['cuts'][number]) => format.number(own[i] ?? 0, 2),
    })),
    { key: 'people', title: t('tags.ranked'), align: 'end', cell: ({ people }) => format.number(people) },
  ];
  return (
    <Panel flush title={t('tags.cuts')}>
      <RowTable label={t('tags.cuts')} columns={columns} rows={cuts.slice(0, 6)} rowKey={({ at }) => at} />
    </Panel>
  );
};
