import { Button, Modal } from 'antd';
import { useMemo, useState } from 'react';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ConditionBuilder } from '../conditions/condition-builder.tsx';
import { useConditionWords } from '../conditions/condition-queries.ts';
import { useCondition } from '../conditions/use-condition.ts';
import { type ConditionField, conditionsIn, withCondition } from './document-conditions.ts';

type ConditionsPanelProps = {
  readonly yaml: string;
  readonly schema: unknown;
  readonly onChange: (yaml: string) => void;
};

/** The conditions a document has, each to be built by blocks; the text beside it stays the document. */
export const ConditionsPanel = ({ yaml, schema, onChange }: ConditionsPanelProps) => {
  const { t } = useLanguage();
  const [edited, setEdited] = useState<ConditionField>();
  const fields = useMemo(() => conditionsIn(yaml, schema), [yaml, schema]);
  if (fields.length === 0) return null;
  return (
    <Panel title={t('conditions.inDocument')} note={t('conditions.inDocumentNote')}>
      <ul className="document-conditions">
        {fields.map((field) => (
          <li key={field.path}>
            {fields.length > 1 && <span className="small quiet">{field.path.replace(/^spec\./, '')}</span>}
            <code>{field.text === '' ? t('conditions.emptyCondition') : (field.text ?? '…')}</code>
            <Button
              size="small"
              disabled={field.text === undefined}
              aria-label={t('conditions.editAt', { path: field.path.replace(/^spec\./, '') })}
              onClick={() => setEdited(field)}
            >
              {t('conditions.edit')}
            </Button>
          </li>
        ))}
      </ul>
      {edited !== undefined && (
        <BuilderDialog
          key={edited.path}
          field={edited}
          onTake={(text) => {
            onChange(withCondition(yaml, edited.steps, text));
            setEdited(undefined);
          }}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Panel>
  );
};

const BuilderDialog = ({
  field,
  onTake,
  onClose,
}: {
  readonly field: ConditionField;
  readonly onTake: (text: string) => void;
  readonly onClose: () => void;
}) => {
  const { t } = useLanguage();
  const { choices, catalogue } = useConditionWords();
  const condition = useCondition(field.text ?? '', catalogue);
  return (
    <Modal
      open
      width={920}
      title={t('conditions.edit')}
      okText={t('conditions.takeOver')}
      cancelText={t('action.cancel')}
      okButtonProps={{ disabled: condition.judged.state !== 'ready' }}
      // a slip beside the dialog must not throw away what was built
      mask={{ closable: false }}
      onOk={() => onTake(condition.text)}
      onCancel={onClose}
    >
      <ConditionBuilder condition={condition} choices={choices} />
    </Modal>
  );
};
