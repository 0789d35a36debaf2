import { useQuery } from '@tanstack/react-query';
import { Link, useParams } from 'react-router';
import type { TagAnswer } from '../../../../src/profile/tags/schemas.ts';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { EmptyNotice } from '../../parts/empty-notice.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Page } from '../../parts/page.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { FlowsPanel } from './flows-panel.tsx';
import { HistoryPanel } from './history-panel.tsx';
import { TaggedPeople } from './tagged-people.tsx';
import { tagQuery, tagsQuery } from './tag-queries.ts';
import '../people/people.css';
import './tags.css';
import { TemplatesPanel } from './templates-panel.tsx';
import { ValuesPanel } from './values-panel.tsx';
import { CutsPanel, WorthPanel } from './worth-panel.tsx';

/** One tag: what it means, who has which value, how people move between them, who uses it. */
export const TagPage = () => {
  const { name = '' } = useParams();
  return <TagView name={name} />;
};

/** The life cycle and the tiers have addresses of their own. */
export const LifeCyclePage = () => <TagView name="life_cycle" />;
export const ValueTierPage = () => <TagView name="value_tier" />;

const TagView = ({ name }: { readonly name: string }) => {
  const { t, say } = useLanguage();
  const query = useQuery(tagQuery(name));
  const all = useQuery(tagsQuery);
  const missing = query.error instanceof ApiError && query.error.status === 404;
  return (
    <Page
      title={query.data === undefined ? name : say(query.data.tag.title)}
      lead={query.data?.tag.remark ? say(query.data.tag.remark) : undefined}
      up={{ to: '/people/tags', label: t('tags.tab') }}
      actions={
        missing ? undefined : <Link to={`/documents/Tag/${encodeURIComponent(name)}`}>{t('tags.openDocument')}</Link>
      }
    >
      {missing ? (
        <div className="stack">
          <Panel>
            <EmptyNotice title={t('tags.missing')}>
              <Link to="/people/tags">{t('tags.tab')}</Link>
            </EmptyNotice>
          </Panel>
          <TemplatesPanel only={name} />
        </div>
      ) : (
        <QueryView query={query} lines={14}>
          {(answer) => (
            <div className="stack">
              <About answer={answer} />
              <ValuesPanel answer={answer} />
              {answer.tag.people === 0 && answer.history.length === 0 ? (
                <Unused answer={answer} />
              ) : (
                <>
                  {answer.spec.type === 'ranked' && <WorthPanel tag={answer.tag} />}
                  {all.data !== undefined && <FlowsPanel tag={answer.tag} now={new Date(all.data.now)} key={name} />}
                  <HistoryPanel answer={answer} />
                  {answer.cuts.length > 0 && <CutsPanel answer={answer} />}
                  <TaggedPeople tag={answer.tag} />
                </>
              )}
              <UsedBy answer={answer} />
            </div>
          )}
        </QueryView>
      )}
    </Page>
  );
};

/** Nobody has it and nobody ever had: how they come to have it. */
const Unused = ({ answer: { tag } }: { readonly answer: TagAnswer }) => {
  const { t } = useLanguage();
  return (
    <Panel>
      <EmptyNotice
        title={t(tag.since === null ? 'tags.settingUp' : 'tags.nobody')}
        hint={tag.type === 'given' ? t('tags.howGiven', { name: tag.name }) : undefined}
      />
    </Panel>
  );
};

const About = ({ answer: { tag } }: { readonly answer: TagAnswer }) => {
  const { t, say, format } = useLanguage();
  return (
    <Panel>
      <Facts
        facts={[
          { label: t('tags.people'), value: format.number(tag.people) },
          {
            label: t('tags.type'),
            value: t(`tags.type.${tag.type}`),
            note: tag.validDays === null ? undefined : t('tags.given.lasts', { n: tag.validDays }),
          },
          { label: t('tags.owner'), value: tag.owner === null ? '–' : say(tag.owner) },
          {
            label: t('tags.since'),
            value: tag.since === null ? '–' : format.dateTime(tag.since),
            note: tag.since === null ? t('tags.settingUp') : undefined,
          },
        ]}
      />
    </Panel>
  );
};

const UsedBy = ({ answer: { tag, usedBy } }: { readonly answer: TagAnswer }) => {
  const { t, say } = useLanguage();
  const [first] = tag.sizes;
  return (
    <Panel title={t('tags.usedBy')}>
      {usedBy.length === 0 ? (
        <p className="quiet">
          {t('tags.unused', {
            example: first === undefined ? `has_tag("${tag.name}")` : `tag("${tag.name}") = "${first.value}"`,
          })}
        </p>
      ) : (
        <ul className="person-list">
          {usedBy.map((each) => (
            <li key={`${each.kind} ${each.name}`}>
              <Link to={`/documents/${each.kind}/${encodeURIComponent(each.name)}`}>{say(each.title)}</Link>
              <span className="small quiet">{each.kind}</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
};
