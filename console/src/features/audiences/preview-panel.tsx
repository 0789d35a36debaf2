import { Button } from 'antd';
import { useState } from 'react';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { ConditionBuilder } from '../conditions/condition-builder.tsx';
import { useConditionWords } from '../conditions/condition-queries.ts';
import { useCondition } from '../conditions/use-condition.ts';
import { SaveAudience } from './save-audience.tsx';

/** A condition tried out: while it is written an estimate, then the exact count. Kept when it is saved. */
export const PreviewPanel = () => {
  const { t } = useLanguage();
  const { choices, catalogue } = useConditionWords();
  const condition = useCondition('', catalogue);
  const [saving, setSaving] = useState(false);
  return (
    <Panel
      title={t('audience.try')}
      note={t('audience.tryNote')}
      extra={
        <Button type="primary" disabled={condition.judged.state !== 'ready'} onClick={() => setSaving(true)}>
          {t('conditions.save')}
        </Button>
      }
    >
      <ConditionBuilder condition={condition} choices={choices} />
      {saving && (
        <SaveAudience
          condition={condition.text}
          suggested={`audience-${choices.audiences.length + 1}`}
          onClose={() => setSaving(false)}
        />
      )}
    </Panel>
  );
};
