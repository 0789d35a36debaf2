import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { App, Button, Input, Select } from 'antd';
import { useState } from 'react';
import { Link } from 'react-router';
import type { PersonTag, PersonTagsAnswer, TagRow } from '../../../../src/profile/tags/schemas.ts';
import { ApiError } from '../../api/client.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { giveTag, personTagsQuery, tagsQuery, takeTag } from './tag-queries.ts';
import '../people/people.css';
import './tags.css';

/** The tags of one person; those that are given can be given and taken away here. */
export const PersonTags = ({ profileId }: { readonly profileId: string }) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const queries = useQueryClient();
  const query = useQuery(personTagsQuery(profileId));
  const changed = (answer: PersonTagsAnswer): void => {
    queries.setQueryData(personTagsQuery(profileId).queryKey, answer);
    void queries.invalidateQueries({ queryKey: ['people', profileId, 'timeline'] });
  };
  const failed = (error: Error): void =>
    void message.error(error instanceof ApiError ? say(error.words) : error.message, 6);
  const take = useMutation({
    mutationFn: (tag: string) => takeTag(profileId, tag),
    onSuccess: changed,
    onError: failed,
  });
  return (
    <Panel title={t('tags.ofPerson')}>
      <QueryView query={query} lines={3}>
        {({ tags }) => (
          <ul className="person-list">
            {tags.map((tag) => (
              <TagLine key={tag.tag} tag={tag} busy={take.isPending} take={() => take.mutate(tag.tag)} />
            ))}
            {tags.length === 0 && <li className="quiet">{t('tags.noneOfPerson')}</li>}
          </ul>
        )}
      </QueryView>
      <GiveTag profileId={profileId} changed={changed} failed={failed} />
    </Panel>
  );
};

const TagLine = ({
  tag,
  busy,
  take,
}: {
  readonly tag: PersonTag;
  readonly busy: boolean;
  readonly take: () => void;
}) => {
  const { t, say, format } = useLanguage();
  return (
    <li>
      <Link to={`/people/tags/${encodeURIComponent(tag.tag)}`}>{say(tag.title)}</Link>
      <span>
        {tag.value !== 'true' && say(tag.valueTitle)}{' '}
        {tag.type === 'given' && (
          <Button
            type="text"
            size="small"
            disabled={busy}
            aria-label={t('tags.take', { tag: say(tag.title) })}
            onClick={take}
          >
            ×
          </Button>
        )}
      </span>
      {tag.since !== null && <span className="small quiet person-line">{format.date(tag.since)}</span>}
    </li>
  );
};

const GiveTag = ({
  profileId,
  changed,
  failed,
}: {
  readonly profileId: string;
  readonly changed: (answer: PersonTagsAnswer) => void;
  readonly failed: (error: Error) => void;
}) => {
  const { t, say } = useLanguage();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState<string>();
  const [value, setValue] = useState('');
  const all = useQuery({ ...tagsQuery, enabled: open });
  const given = (all.data?.tags ?? []).filter(({ type }) => type === 'given');
  const tag = given.find((each) => each.name === name);
  const give = useMutation({
    mutationFn: () => giveTag(profileId, name ?? '', value === '' ? undefined : value),
    onSuccess: (answer) => {
      changed(answer);
      setOpen(false);
      setValue('');
      void message.success(t('tags.gaveIt'));
    },
    onError: failed,
  });
  if (!open)
    return (
      <Button size="small" className="tag-give-open" onClick={() => setOpen(true)}>
        {t('tags.give')}
      </Button>
    );
  if (all.data !== undefined && given.length === 0) return <p className="small quiet">{t('tags.noGiven')}</p>;
  return (
    <div className="tag-give">
      <Select
        aria-label={t('tags.giveWhich')}
        placeholder={t('tags.giveWhich')}
        value={name}
        loading={all.isPending}
        onChange={(chosen: string) => {
          setName(chosen);
          setValue('');
        }}
        options={given.map((each) => ({ value: each.name, label: say(each.title) }))}
      />
      {tag !== undefined && (
        <div className="tag-give-row">
          <div className="tag-give-value">
            <ValueField tag={tag} value={value} onChange={setValue} />
          </div>
          <Button type="primary" loading={give.isPending} onClick={() => give.mutate()}>
            {t('tags.giveButton')}
          </Button>
        </div>
      )}
    </div>
  );
};

/** One of the document's values, or any text. */
const ValueField = ({
  tag,
  value,
  onChange,
}: {
  readonly tag: TagRow;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) => {
  const { t, say } = useLanguage();
  return tag.sizes.length > 0 ? (
    <Select
      aria-label={t('tags.giveValue')}
      placeholder={t('tags.giveValue')}
      value={value === '' ? undefined : value}
      onChange={onChange}
      options={tag.sizes.map((each) => ({ value: each.value, label: say(each.title) }))}
    />
  ) : (
    <Input
      aria-label={t('tags.giveValue')}
      placeholder={t('tags.giveValue')}
      maxLength={100}
      value={value}
      onChange={(change) => onChange(change.target.value)}
    />
  );
};
