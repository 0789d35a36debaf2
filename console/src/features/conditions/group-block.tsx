import { Button, Dropdown, Select } from 'antd';
import { useEffect, useRef } from 'react';
import { useLanguage } from '../../i18n/language.tsx';
import { type Block, emptyGroup, emptyRow, type Group, type Join, type MeaningType } from './blocks.ts';
import { useBuilder } from './builder-context.ts';
import { grouped, withAdded, withCopy, withPart } from './change-blocks.ts';
import { focusSoon } from './focus-soon.ts';
import { RowBlock } from './row-block.tsx';

const joins: readonly Join[] = ['all', 'any', 'none', 'not_all'];
const rowTypes: readonly MeaningType[] = ['did', 'sequence', 'tag', 'trait', 'audience', 'score', 'text'];

type GroupBlockProps = {
  readonly group: Group;
  readonly onChange: (group: Group) => void;
  /** The outermost group stays. */
  readonly onRemove?: () => void;
};

/** Sentences and groups of them, of which all, any, none or not all must hold. */
export const GroupBlock = ({ group, onChange, onRemove }: GroupBlockProps) => {
  const { t } = useLanguage();
  const { judged, newId } = useBuilder();
  const add = useRef<HTMLButtonElement>(null);
  const { parts, join } = group;
  const put = (id: string, part: Block | undefined): void => {
    onChange(withPart(group, id, part));
    // what had the focus is gone
    if (part === undefined) focusSoon(add);
  };
  // a new group begins with its first condition
  const isNew = useRef(onRemove !== undefined && parts.length === 0);
  useEffect(() => {
    if (isNew.current) focusSoon(add);
  }, []);
  const isEmptyInside = onRemove !== undefined && parts.length === 0;
  return (
    <div
      role="group"
      aria-label={t(`conditions.join.${join}`)}
      className={onRemove === undefined ? 'condition-group' : 'condition-group condition-inner'}
    >
      {(onRemove !== undefined || parts.length > 1 || join !== 'all') && (
        <div className="condition-head">
          <Select<Join>
            className="condition-choice"
            aria-label={t('conditions.join')}
            value={join}
            popupMatchSelectWidth={false}
            options={joins.map((each) => ({ value: each, label: t(`conditions.join.${each}`) }))}
            onChange={(next) => onChange({ ...group, join: next })}
          />
          {onRemove !== undefined && (
            <Button type="text" size="small" aria-label={t('conditions.removeGroup')} onClick={onRemove}>
              ×
            </Button>
          )}
        </div>
      )}
      {parts.map((part) =>
        part.type === 'group' ? (
          <GroupBlock
            key={part.id}
            group={part}
            onChange={(next) => put(part.id, next)}
            onRemove={() => put(part.id, undefined)}
          />
        ) : (
          <RowBlock
            key={part.id}
            row={part}
            onChange={(next) => put(part.id, next)}
            onRemove={() => put(part.id, undefined)}
            onCopy={() => onChange(withCopy(group, part.id, newId))}
            onGroup={() => {
              put(part.id, grouped(part, newId));
              focusSoon(add);
            }}
          />
        ),
      )}
      {isEmptyInside && <p className="quiet small condition-notes">{t('conditions.emptyGroup')}</p>}
      <div className="condition-add">
        <Dropdown
          autoFocus
          trigger={['click']}
          menu={{
            items: [
              ...rowTypes.map((type) => ({ key: type, label: t(`conditions.add.${type}`) })),
              { type: 'divider' as const },
              { key: 'group', label: t('conditions.add.group') },
            ],
            onClick: ({ key }) => {
              const type = rowTypes.find((each) => each === key);
              onChange(withAdded(group, type === undefined ? emptyGroup(newId) : emptyRow(type, newId)));
            },
          }}
        >
          <Button
            ref={add}
            type={parts.length === 0 ? 'primary' : 'default'}
            ghost={parts.length === 0}
            size={onRemove === undefined ? 'middle' : 'small'}
          >
            + {t('conditions.addRow')}
          </Button>
        </Dropdown>
        {judged.state === 'empty' && onRemove === undefined && (
          <span className="quiet small">{t('conditions.startHint')}</span>
        )}
      </div>
    </div>
  );
};
