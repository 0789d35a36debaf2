import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { schemaFields } from './schema-fields.ts';

/** The fields this kind of document has, from its schema. */
export const FieldsPanel = ({ schema }: { readonly schema: unknown }) => {
  const { t } = useLanguage();
  const fields = schemaFields(schema);
  if (fields.length === 0) return null;
  return (
    <Panel title={t('documents.fields')} note={t('documents.fieldsNote')}>
      <dl className="fields">
        {fields.map(({ path, type, required, description }) => (
          <div key={path}>
            <dt>
              <code>{path}</code>
              {required && <abbr title={t('documents.required')}>*</abbr>}
            </dt>
            <dd>
              {type}
              {description !== undefined && <span className="quiet"> {description}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
};
