import { defineKind } from '#documents';
import { mappingSchema } from './mapping.ts';

/** A mapping that the console and `gyre apply` know by name. */
export const importMappingKind = defineKind({
  kind: 'ImportMapping',
  plural: 'import-mappings',
  title: { zh: '导入映射', en: 'Import mapping' },
  specSchema: mappingSchema,
});
