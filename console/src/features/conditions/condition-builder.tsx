import { Input, Segmented } from 'antd';
import { useMemo } from 'react';
import { isError } from '../../../../src/documents/expression/language.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { LiveCount } from '../audiences/live-count.tsx';
import type { Builder } from './builder-context.ts';
import { BuilderContext } from './builder-context.ts';
import { rowCount } from './change-blocks.ts';
import './conditions.css';
import { GroupBlock } from './group-block.tsx';
import type { Condition } from './use-condition.ts';
import { useSettled } from './use-settled.ts';
import type { ConditionChoices } from './words.ts';

const mostCountedRows = 8;

/** A condition by blocks or by text, with the number of people it holds for. */
export const ConditionBuilder = ({
  condition,
  choices,
}: {
  readonly condition: Condition;
  readonly choices: ConditionChoices;
}) => {
  const { t } = useLanguage();
  const { mode, group, judged, newId } = condition;
  const rows = rowCount(group);
  const countsRows = rows > 1 && rows <= mostCountedRows;
  const builder = useMemo(
    (): Builder => ({ choices, judged, newId, countsRows }),
    [choices, judged, newId, countsRows],
  );
  return (
    <div className="condition-builder">
      <Segmented<'blocks' | 'text'>
        className="condition-mode"
        aria-label={t('conditions.form')}
        value={mode}
        options={[
          { value: 'blocks', label: t('conditions.blocks') },
          { value: 'text', label: t('conditions.text') },
        ]}
        onChange={condition.show}
      />
      {mode === 'text' ? (
        <TextForm condition={condition} />
      ) : (
        <BuilderContext value={builder}>
          <GroupBlock group={group} onChange={condition.change} />
        </BuilderContext>
      )}
      <Outcome condition={condition} />
    </div>
  );
};

const TextForm = ({ condition }: { readonly condition: Condition }) => {
  const { t, say } = useLanguage();
  return (
    <div>
      <Input.TextArea
        aria-label={t('audience.condition')}
        className="condition-code"
        autoSize={{ minRows: 2, maxRows: 12 }}
        placeholder="count(order_paid where amount >= 300, 90d) >= 2 and days_since(order_paid) > 30"
        spellCheck={false}
        maxLength={10_000}
        value={condition.text}
        onChange={(event) => condition.write(event.target.value)}
      />
      <div className="condition-notes" aria-live="polite">
        {condition.judged.problems.map(({ problem }) => (
          <p
            key={`${problem.code} ${problem.span.start.offset}`}
            className={isError(problem) ? 'condition-error' : 'condition-warning'}
          >
            {t('conditions.at', { line: problem.span.start.line, column: problem.span.start.column })}{' '}
            {say(problem.message)}
          </p>
        ))}
      </div>
    </div>
  );
};

/** How many it holds for, or what is missing before it can be said. */
const Outcome = ({ condition: { judged, group } }: { readonly condition: Condition }) => {
  const { t, say } = useLanguage();
  const ready = useSettled(judged.state === 'ready' ? judged.text : '');
  const ofAll = judged.problems.filter(({ id }) => id === group.id);
  return (
    <div className="audience-count" aria-live="polite" role="status">
      {ofAll.map(({ problem }) => (
        <span key={problem.code} className={isError(problem) ? 'condition-error' : 'condition-warning'}>
          {say(problem.message)}
        </span>
      ))}
      {judged.state === 'unfinished' && <span className="quiet">{t('conditions.unfinishedWhole')}</span>}
      {judged.state === 'ready' && ready !== '' && <LiveCount condition={ready} />}
    </div>
  );
};
