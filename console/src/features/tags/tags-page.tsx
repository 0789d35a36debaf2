import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import type { TagRow, TagsAnswer } from '../../../../src/profile/tags/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { type Column, RowTable } from '../../parts/row-table.tsx';
import { Sparkline } from '../audiences/sparkline.tsx';
import '../audiences/audiences.css';
import { PeopleTabs } from '../people/people-tabs.tsx';
import { byCategory } from './by-category.ts';
import { categoryTree, isWithin } from './category-tree.ts';
import { StageCards } from './stage-cards.tsx';
import { tagsQuery } from './tag-queries.ts';
import './tags.css';
import { TemplatesPanel } from './templates-panel.tsx';
import { ValueSplit } from './value-split.tsx';

/** All tags by category: what they are, how many have which value, how that went. */
export const TagsPage = () => {
  const { t } = useLanguage();
  const query = useQuery(tagsQuery);
  return (
    <Page title={t('nav.people')} lead={t('tags.lead')} actions={<Link to="/documents/Tag">{t('tags.write')}</Link>}>
      <PeopleTabs />
      <QueryView query={query} lines={12}>
        {(answer) => (
          <div className="stack">
            <StageCards tags={answer.tags} />
            <Tree answer={answer} />
            <TemplatesPanel />
          </div>
        )}
      </QueryView>
    </Page>
  );
};

const Tree = ({ answer: { tags } }: { readonly answer: TagsAnswer }) => {
  const { t, say } = useLanguage();
  const [search, setSearch] = useSearchParams();
  const chosen = search.get('category') ?? '';
  const path = chosen === '' ? [] : chosen.split('/');
  const tree = categoryTree(tags, say);
  if (tags.length === 0)
    return (
      <Panel>
        <EmptyNotice title={t('tags.none')} hint={t('tags.noneHint')} />
      </Panel>
    );
  return (
    <div className="tag-tree-page">
      <nav className="tag-tree" aria-label={t('tags.categories')}>
        {[{ path: [], tags: tags.length }, ...tree].map((node) => (
          <button
            key={node.path.join('/')}
            type="button"
            aria-pressed={node.path.join('/') === chosen}
            style={{ paddingInlineStart: 10 + Math.max(0, node.path.length - 1) * 16 }}
            onClick={() =>
              setSearch(node.path.length === 0 ? {} : { category: node.path.join('/') }, { replace: true })
            }
          >
            <span>{node.path.at(-1) ?? t('tags.allCategories')}</span>
            <span className="quiet small">{node.tags}</span>
          </button>
        ))}
      </nav>
      <div className="stack">
        {byCategory(
          tags.filter((tag) => isWithin(tag, path)),
          say,
        ).map(({ category, tags: own }) => (
          <Panel key={category} flush title={category === '' ? t('tags.noCategory') : category}>
            <TagTable tags={own} label={category} />
          </Panel>
        ))}
      </div>
    </div>
  );
};

const TagTable = ({ tags, label }: { readonly tags: readonly TagRow[]; readonly label: string }) => {
  const { t, say, format } = useLanguage();
  const columns: readonly Column<TagRow>[] = [
    {
      key: 'tag',
      title: t('tags.tag'),
      width: '27%',
      onPhone: 'head',
      cell: ({ name, title, category }) => (
        <span>
          <Link to={`/people/tags/${encodeURIComponent(name)}`} className="people-name">
            {category.slice(1).map((level) => `${say(level)} / `)}
            {say(title)}
          </Link>{' '}
          <code className="quiet small">{name}</code>
        </span>
      ),
    },
    { key: 'type', title: t('tags.type'), width: '11%', cell: ({ type }) => t(`tags.type.${type}`) },
    { key: 'sizes', title: t('tags.sizes'), onPhone: 'bare', cell: (tag) => <ValueSplit tag={tag} /> },
    { key: 'people', title: t('tags.people'), align: 'end', width: '9%', cell: ({ people }) => format.number(people) },
    {
      key: 'trend',
      title: t('tags.trend'),
      align: 'end',
      width: '110px',
      onPhone: 'hidden',
      cell: ({ trend }) => <Sparkline values={trend.map(({ people }) => people)} />,
    },
  ];
  return (
    <div className="tag-table">
      <RowTable label={label} columns={columns} rows={tags} rowKey={({ name }) => name} />
    </div>
  );
};
