import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useState } from 'react';
import type { AudiencesAnswer, OverlapAnswer } from '../../../../src/profile/live/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { QueryView } from '../../parts/query-view.tsx';
import { audienceOverlapQuery } from './audience-queries.ts';

const most = 8;
const shown = 24;

/** What up to eight audiences share: each combination with its people, after Lex et al., UpSet (2014). */
export const OverlapPanel = ({ audiences }: Pick<AudiencesAnswer, 'audiences'>) => {
  const { t, say } = useLanguage();
  const largest = audiences.toSorted((a, b) => b.size - a.size).slice(0, Math.min(3, audiences.length));
  const [names, setNames] = useState<readonly string[]>(largest.map(({ name }) => name));
  const titles = new Map(audiences.map(({ name, title }) => [name, say(title)]));
  return (
    <Panel title={t('audience.overlap')} note={t('audience.overlapNote')}>
      <Select
        mode="multiple"
        aria-label={t('audience.overlapPick')}
        className="audience-pick"
        maxCount={most}
        value={[...names]}
        onChange={(chosen) => setNames(chosen)}
        options={audiences.map(({ name, title }) => ({ value: name, label: say(title) }))}
      />
      {names.length > 1 ? (
        <Combinations names={names} titles={titles} />
      ) : (
        <p className="quiet">{t('audience.overlapTwo')}</p>
      )}
    </Panel>
  );
};

type Titles = ReadonlyMap<string, string>;

const Combinations = ({ names, titles }: { readonly names: readonly string[]; readonly titles: Titles }) => {
  const query = useQuery(audienceOverlapQuery(names));
  return (
    <QueryView query={query} lines={5}>
      {(answer) => <UpSet answer={answer} names={names} titles={titles} />}
    </QueryView>
  );
};

/** A row is a combination: dots say which audiences, the bar how many are in exactly these. */
const UpSet = ({
  answer,
  names,
  titles,
}: {
  readonly answer: OverlapAnswer;
  readonly names: readonly string[];
  readonly titles: Titles;
}) => {
  const { t, format } = useLanguage();
  const largest = Math.max(1, ...answer.combinations.map(({ people }) => people));
  return (
    <div className="rows-scroll">
      <table className="upset" aria-label={t('audience.overlap')}>
        <thead>
          <tr>
            {names.map((name) => (
              <th key={name} scope="col">
                <span>{titles.get(name) ?? name}</span>
              </th>
            ))}
            <th scope="col" className="upset-people">
              <span>{t('audience.onlyHere')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {answer.combinations.slice(0, shown).map(({ audiences, people }) => (
            <tr key={audiences.join(' ')}>
              {names.map((name) => (
                <td key={name} aria-label={audiences.includes(name) ? t('audience.in') : t('audience.out')}>
                  <i className={audiences.includes(name) ? 'upset-dot upset-in' : 'upset-dot'} aria-hidden="true" />
                </td>
              ))}
              <td className="upset-people">
                <i style={{ width: `${(people / largest) * 60}%` }} aria-hidden="true" />
                <span>{format.number(people)}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
