import { defineKind } from '#documents';
import { sensitiveTypes, typePattern } from './identifiers.ts';
import { identifierTypeSpecSchema } from './schemas-identifier-types.ts';

export const identifierTypeKind = defineKind({
  kind: 'IdentifierType',
  plural: 'identifier-types',
  title: { zh: '标识类型', en: 'Identifier type' },
  specSchema: identifierTypeSpecSchema,
  namePattern: typePattern,
  check: (spec, _, { name }) =>
    (sensitiveTypes as readonly string[]).includes(name.replace(/@.*$/, '')) && !spec.sensitive
      ? [
          {
            severity: 'error',
            path: 'spec.sensitive',
            message: {
              en: `${name} is personal: it is always kept as a keyed hash`,
              zh: `${name} 属于个人信息，始终以密钥散列保存`,
            },
          },
        ]
      : [],
});
