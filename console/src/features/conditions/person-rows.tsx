import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useLanguage } from '../../i18n/language.tsx';
import type { Meaning, Test } from './blocks.ts';
import { useBuilder } from './builder-context.ts';
import { eventFactsQuery } from './condition-queries.ts';
import { NameChoice } from './name-choice.tsx';
import { Sentence } from './sentence.tsx';
import { TestFields } from './test-fields.tsx';
import { propertyChoices } from './words.ts';

type About = Extract<Meaning, { type: 'trait' | 'tag' | 'score' }>;
type Change = (name: string, test: Test, negated: boolean) => void;

/** "The trait … is …", "the tag … is …", "the score of … is at least …". */
export const AboutFields = ({
  row,
  negated,
  onChange,
}: {
  readonly row: About;
  readonly negated: boolean;
  readonly onChange: Change;
}) => {
  switch (row.type) {
    case 'trait':
      return <TraitFields row={row} negated={negated} onChange={onChange} />;
    case 'tag':
      return <TagFields row={row} negated={negated} onChange={onChange} />;
    case 'score':
      return <ScoreFields row={row} negated={negated} onChange={onChange} />;
  }
};

type Fields = { readonly row: About; readonly negated: boolean; readonly onChange: Change };

const TraitFields = ({ row: { name, test }, negated, onChange }: Fields) => {
  const { t } = useLanguage();
  const { choices } = useBuilder();
  const { data } = useQuery(eventFactsQuery('$identify'));
  const traits = propertyChoices(data ?? undefined, choices.attributes);
  const trait = traits.find(({ value }) => value === name);
  return (
    <div className="condition-line">
      <Sentence
        words={t('conditions.sentence.trait')}
        fields={{
          name: (
            <NameChoice
              free
              focused={name === ''}
              label={t('conditions.trait')}
              value={name}
              choices={traits}
              onChange={(next) => {
                const flag = traits.find(({ value }) => value === next)?.kind === 'flag';
                onChange(next, { operator: '=', values: flag ? [true] : [] }, false);
              }}
            />
          ),
          test: (
            <TestFields
              test={test}
              kind={trait?.kind ?? 'any'}
              choices={trait?.values ?? []}
              negated={negated}
              onChange={(next, denied) => onChange(name, next, denied)}
            />
          ),
        }}
      />
    </div>
  );
};

const TagFields = ({ row: { name, test }, negated, onChange }: Fields) => {
  const { t } = useLanguage();
  const { choices } = useBuilder();
  return (
    <div className="condition-line">
      <Sentence
        words={t('conditions.sentence.tag')}
        fields={{
          name: (
            <NameChoice
              free
              focused={name === ''}
              label={t('conditions.tag')}
              value={name}
              choices={choices.tags}
              onChange={(next) => onChange(next, { operator: '=', values: [] }, false)}
            />
          ),
          test: (
            <TestFields
              test={test}
              kind="text"
              choices={choices.tags.find(({ value }) => value === name)?.values ?? []}
              negated={negated}
              onChange={(next, denied) => onChange(name, next, denied)}
            />
          ),
        }}
      />
    </div>
  );
};

const ScoreFields = ({ row: { name, test }, negated, onChange }: Fields) => {
  const { t } = useLanguage();
  const { choices } = useBuilder();
  return (
    <div className="condition-line">
      <Sentence
        words={t('conditions.sentence.score')}
        fields={{
          name: (
            <NameChoice
              free
              focused={name === ''}
              label={t('conditions.model')}
              value={name}
              choices={choices.models}
              onChange={(next) => onChange(next, test, negated)}
            />
          ),
          test: <TestFields test={test} kind="number" onChange={(next) => onChange(name, next, negated)} />,
        }}
      />
    </div>
  );
};

/** "Is in / is not in the audience …" */
export const AudienceFields = ({
  name,
  negated,
  onChange,
}: {
  readonly name: string;
  readonly negated: boolean;
  readonly onChange: (name: string, negated: boolean) => void;
}) => {
  const { t } = useLanguage();
  const { choices } = useBuilder();
  return (
    <div className="condition-line">
      <Sentence
        words={t('conditions.sentence.audience')}
        fields={{
          is: (
            <Select<'in' | 'out'>
              className="condition-choice"
              aria-label={t('conditions.membership')}
              value={negated ? 'out' : 'in'}
              popupMatchSelectWidth={false}
              options={[
                { value: 'in', label: t('conditions.isIn') },
                { value: 'out', label: t('conditions.isNotIn') },
              ]}
              onChange={(next) => onChange(name, next === 'out')}
            />
          ),
          name: (
            <NameChoice
              free
              focused={name === ''}
              label={t('conditions.audience')}
              value={name}
              choices={choices.audiences}
              onChange={(next) => onChange(next, negated)}
            />
          ),
        }}
      />
    </div>
  );
};
