import { useQuery } from '@tanstack/react-query';
import { format, fromStructured } from '../../../../src/documents/expression/language.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { audiencePreviewQuery } from '../audiences/audience-queries.ts';
import type { Row } from './blocks.ts';
import { useSettled } from './use-settled.ts';
import { writeRow } from './write-blocks.ts';

/** About how many people one row holds for by itself. */
export const RowCount = ({ row }: { readonly row: Row }) => {
  const { t, format: inWords } = useLanguage();
  const structured = writeRow(row);
  const read = structured === undefined ? undefined : fromStructured(structured);
  const condition = useSettled(read?.type === 'parsed' ? format(read.ast) : '');
  const count = useQuery({ ...audiencePreviewQuery(condition, false), enabled: condition !== '' });
  // what is wrong is told where the whole is counted
  if (count.data === undefined) return null;
  return (
    <span className="quiet small">
      {t(count.data.exact ? 'conditions.rowExactly' : 'conditions.rowAbout', {
        people: inWords.number(count.data.people),
      })}
    </span>
  );
};
