import { Button, Select } from 'antd';
import { useLanguage } from '../../i18n/language.tsx';
import { emptyStep, type Meaning, type Step } from './blocks.ts';
import { useBuilder } from './builder-context.ts';
import { useProperties } from './did-row.tsx';
import { NameChoice } from './name-choice.tsx';
import { WhereFields } from './where-fields.tsx';
import { LengthFields, WindowFields } from './window-fields.tsx';

type Sequence = Extract<Meaning, { type: 'sequence' }>;
const mostSteps = 8;

/** "First … then … within 7 days": what somebody did in order. The last step may be one that did not happen. */
export const SequenceFields = ({
  row,
  onChange,
}: {
  readonly row: Sequence;
  readonly onChange: (row: Sequence) => void;
}) => {
  const { t } = useLanguage();
  const { newId } = useBuilder();
  const { steps } = row;
  const put = (next: readonly Step[]): void => onChange({ ...row, steps: next });
  return (
    <>
      <ol className="condition-steps">
        {steps.map((step, index) => (
          <StepFields
            key={step.id}
            step={step}
            place={index === 0 ? 'first' : index === steps.length - 1 ? 'last' : 'between'}
            removable={steps.length > 2}
            onChange={(next) => put(steps.map((each) => (each.id === step.id ? next : each)))}
            onRemove={() => put(steps.filter(({ id }) => id !== step.id))}
          />
        ))}
      </ol>
      <div className="condition-line">
        {steps.length < mostSteps && (
          <Button
            type="link"
            size="small"
            // nothing follows what did not happen
            onClick={() =>
              put([...steps.map((step) => ({ ...step, negated: false })), emptyStep(newId, { count: 7, unit: 'd' })])
            }
          >
            + {t('conditions.addStep')}
          </Button>
        )}
        <span className="quiet">{t('conditions.allOfIt')}</span>
        <WindowFields window={row.window} onChange={(window) => onChange({ ...row, window })} />
      </div>
    </>
  );
};

const StepFields = (props: {
  readonly step: Step;
  readonly place: 'first' | 'between' | 'last';
  readonly removable: boolean;
  readonly onChange: (step: Step) => void;
  readonly onRemove: () => void;
}) => {
  const { step, place, removable, onChange, onRemove } = props;
  const { t } = useLanguage();
  const { choices } = useBuilder();
  const properties = useProperties(step.event);
  return (
    <li>
      <div className="condition-line">
        {place === 'last' ? (
          <Select<'then' | 'butNot'>
            className="condition-choice"
            aria-label={t('conditions.happened')}
            value={step.negated ? 'butNot' : 'then'}
            popupMatchSelectWidth={false}
            options={[
              { value: 'then', label: t('conditions.then') },
              { value: 'butNot', label: t('conditions.butNot') },
            ]}
            onChange={(next) =>
              onChange({
                ...step,
                negated: next === 'butNot',
                // what did not happen, did not happen within a time
                within: step.within ?? (next === 'butNot' ? { count: 7, unit: 'd' } : null),
              })
            }
          />
        ) : (
          <span className="quiet">{t(place === 'first' ? 'conditions.first' : 'conditions.then')}</span>
        )}
        <NameChoice
          free
          focused={place === 'first' && step.event === ''}
          label={t('conditions.event')}
          value={step.event}
          choices={choices.events}
          onChange={(event) => onChange({ ...step, event })}
        />
        {place !== 'first' && (
          <>
            <Select<'within' | 'whenever'>
              className="condition-choice"
              aria-label={t('conditions.timeLimit')}
              value={step.within === null ? 'whenever' : 'within'}
              popupMatchSelectWidth={false}
              options={[
                { value: 'within', label: t('conditions.within') },
                { value: 'whenever', label: t('conditions.whenever'), disabled: step.negated },
              ]}
              onChange={(next) => onChange({ ...step, within: next === 'within' ? { count: 7, unit: 'd' } : null })}
            />
            {step.within !== null && (
              <LengthFields length={step.within} onChange={(within) => onChange({ ...step, within })} />
            )}
          </>
        )}
        {removable && (
          <Button type="text" size="small" aria-label={t('conditions.removeStep')} onClick={onRemove}>
            ×
          </Button>
        )}
      </div>
      <WhereFields where={step.where} properties={properties} onChange={(where) => onChange({ ...step, where })} />
    </li>
  );
};
