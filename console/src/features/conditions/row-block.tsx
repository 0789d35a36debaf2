import { Button, Dropdown, Input } from 'antd';
import { useId, useRef } from 'react';
import { isError } from '../../../../src/documents/expression/language.ts';
import { useLanguage } from '../../i18n/language.tsx';
import type { Row } from './blocks.ts';
import { useBuilder } from './builder-context.ts';
import { DidFields } from './did-row.tsx';
import { focusSoon } from './focus-soon.ts';
import { AboutFields, AudienceFields } from './person-rows.tsx';
import { RowCount } from './row-count.tsx';
import { SequenceFields } from './sequence-row.tsx';

type RowBlockProps = {
  readonly row: Row;
  readonly onChange: (row: Row) => void;
  readonly onRemove: () => void;
  readonly onCopy: () => void;
  readonly onGroup: () => void;
};

/** One sentence of a condition, with what is wrong with it and what can be done with it. */
export const RowBlock = ({ row, onChange, onRemove, onCopy, onGroup }: RowBlockProps) => {
  const { t, say } = useLanguage();
  const { judged, countsRows } = useBuilder();
  const notes = useId();
  const more = useRef<HTMLButtonElement>(null);
  const problems = judged.problems.filter(({ id }) => id === row.id);
  const unfinished = judged.unfinished.includes(row.id);
  const wrong = problems.some(({ problem }) => isError(problem));
  return (
    <div
      role="group"
      aria-label={t(`conditions.row.${row.type}`)}
      aria-describedby={notes}
      className={wrong ? 'condition-row condition-wrong' : 'condition-row'}
    >
      <div className="condition-fields">
        {row.negated && !isSaidInRow(row) && (
          <Button
            size="small"
            className="condition-not"
            aria-label={t('conditions.unNegate')}
            onClick={() => onChange({ ...row, negated: false })}
          >
            {t('conditions.not')} ×
          </Button>
        )}
        <Fields row={row} onChange={onChange} />
        <div id={notes} className="condition-notes" aria-live="polite">
          {problems.map(({ problem }) => (
            <p key={problem.code} className={isError(problem) ? 'condition-error' : 'condition-warning'}>
              {say(problem.message)}
            </p>
          ))}
          {unfinished && <p className="quiet">{t('conditions.unfinished')}</p>}
          {countsRows && !unfinished && !wrong && <RowCount row={row} />}
        </div>
      </div>
      <div className="condition-tools">
        <Dropdown
          autoFocus
          trigger={['click']}
          menu={{
            items: [
              { key: 'copy', label: t('conditions.copy') },
              { key: 'group', label: t('conditions.putInGroup') },
              { key: 'negate', label: t(row.negated ? 'conditions.unNegate' : 'conditions.negate') },
            ],
            onClick: ({ key }) => {
              if (key === 'group') return onGroup();
              // the menu had the focus and is gone
              focusSoon(more);
              if (key === 'copy') return onCopy();
              return onChange({ ...row, negated: !row.negated });
            },
          }}
        >
          <Button ref={more} type="text" size="small" aria-label={t('conditions.more')}>
            ⋯
          </Button>
        </Dropdown>
        <Button type="text" size="small" aria-label={t('conditions.remove')} onClick={onRemove}>
          ×
        </Button>
      </div>
    </div>
  );
};

/** These rows have words of their own for "not". */
const isSaidInRow = (row: Row): boolean =>
  row.type === 'audience' || ((row.type === 'trait' || row.type === 'tag') && row.test.operator === '=');

const Fields = ({ row, onChange }: Pick<RowBlockProps, 'row' | 'onChange'>) => {
  const { t } = useLanguage();
  const { id, negated } = row;
  switch (row.type) {
    case 'did':
      return <DidFields row={row} onChange={(next) => onChange({ ...next, id, negated })} />;
    case 'sequence':
      return <SequenceFields row={row} onChange={(next) => onChange({ ...next, id, negated })} />;
    case 'trait':
    case 'tag':
    case 'score':
      return (
        <AboutFields
          row={row}
          negated={negated}
          onChange={(name, test, denied) => onChange({ ...row, name, test, negated: denied })}
        />
      );
    case 'audience':
      return (
        <AudienceFields
          name={row.name}
          negated={negated}
          onChange={(name, denied) => onChange({ ...row, name, negated: denied })}
        />
      );
    case 'text':
      return (
        <div className="condition-hand">
          <span className="quiet small">{t('conditions.byHand')}</span>
          <Input.TextArea
            className="condition-code"
            aria-label={t('conditions.row.text')}
            autoSize
            autoFocus={row.text === ''}
            spellCheck={false}
            placeholder="count(order_placed, 1d) > count(order_paid, 1d)"
            value={row.text}
            onChange={(event) => onChange({ ...row, text: event.target.value })}
          />
        </div>
      );
  }
};
