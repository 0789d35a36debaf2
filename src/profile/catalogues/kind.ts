import { type CheckContext, defineKind, type DocumentProblem } from '#documents';
import { type CatalogueSpec, catalogueSpecSchema } from './schemas.ts';

export const catalogueKind = defineKind({
  kind: 'Catalogue',
  plural: 'catalogues',
  title: { zh: '实体目录', en: 'Catalogue' },
  specSchema: catalogueSpecSchema,
  namePattern: /^[a-z][a-z0-9_-]{0,63}$/,
  check: (spec, context, { name }) => claimedTwice(spec, context, name),
});

/** A property leads to one catalogue, or `property->attribute` would mean two things. */
const claimedTwice = ({ properties }: CatalogueSpec, context: CheckContext, name: string): readonly DocumentProblem[] =>
  [...context.documents('Catalogue')].flatMap(([other, written]) => {
    const spec = catalogueSpecSchema.safeParse(written);
    if (other === name || !spec.success) return [];
    return properties.flatMap((property, i): readonly DocumentProblem[] =>
      spec.data.properties.includes(property)
        ? [
            {
              severity: 'error',
              path: `spec.properties[${i}]`,
              message: {
                en: `"${property}" leads to the catalogue "${other}" already.`,
                zh: `属性“${property}”已指向目录“${other}”。`,
              },
            },
          ]
        : [],
    );
  });
