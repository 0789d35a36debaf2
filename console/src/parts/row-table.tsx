import { useState, type ReactNode } from 'react';
import { useLanguage } from '../i18n/language.tsx';
import './row-table.css';

export type Column<Row> = {
  readonly key: string;
  readonly title: ReactNode;
  readonly cell: (row: Row) => ReactNode;
  readonly align?: 'end';
  readonly width?: string;
  /** On a phone, rows become cards: `head` heads the card, `bare` has no label, `hidden` is left out. */
  readonly onPhone?: 'head' | 'bare' | 'hidden';
};

export type RowTableProps<Row> = {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly expanded?: (row: Row) => ReactNode;
  /** Emphasised rows, such as the pooled one. */
  readonly strong?: (row: Row) => boolean;
};

/** A plain, dense table; at phone width every row is a card with labels. With `expanded`, a row opens under itself. */
export const RowTable = <Row,>({ label, columns, rows, rowKey, expanded, strong }: RowTableProps<Row>) => (
  <div className="rows-scroll">
    <table className="rows" aria-label={label}>
      <thead>
        <tr>
          {columns.map(({ key, title, align, width }) => (
            <th key={key} scope="col" className={align === 'end' ? 'rows-end' : undefined} style={{ width }}>
              {title}
            </th>
          ))}
          {expanded !== undefined && <th aria-hidden="true" className="rows-toggle" />}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <TableRow key={rowKey(row)} row={row} columns={columns} expanded={expanded} strong={strong?.(row) ?? false} />
        ))}
      </tbody>
    </table>
  </div>
);

type TableRowProps<Row> = Pick<RowTableProps<Row>, 'columns' | 'expanded'> & {
  readonly row: Row;
  readonly strong: boolean;
};

const TableRow = <Row,>({ row, columns, expanded, strong }: TableRowProps<Row>) => {
  const { t } = useLanguage();
  const [open, setOpen] = useState(false);
  return (
    <>
      <tr
        className={[
          strong ? 'rows-strong' : '',
          expanded === undefined ? '' : 'rows-openable',
          open ? 'rows-open' : '',
        ].join(' ')}
        {...(expanded === undefined ? {} : { onClick: () => setOpen(!open) })}
      >
        {columns.map(({ key, title, cell, align, onPhone }) => (
          <td
            key={key}
            className={[align === 'end' ? 'rows-end' : '', onPhone === undefined ? '' : `rows-phone-${onPhone}`].join(
              ' ',
            )}
            data-label={typeof title === 'string' ? title : ''}
          >
            <div className="rows-value">{cell(row)}</div>
          </td>
        ))}
        {expanded !== undefined && (
          <td className="rows-toggle">
            <button
              type="button"
              aria-expanded={open}
              aria-label={t('action.expand')}
              onClick={(event) => {
                event.stopPropagation();
                setOpen(!open);
              }}
            >
              <span aria-hidden="true">›</span>
            </button>
          </td>
        )}
      </tr>
      {open && expanded !== undefined && (
        <tr className="rows-detail">
          <td colSpan={columns.length + 1}>{expanded(row)}</td>
        </tr>
      )}
    </>
  );
};
