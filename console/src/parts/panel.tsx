import { useId, type ReactNode } from 'react';
import './panel.css';

export type PanelProps = {
  readonly title?: ReactNode;
  /** A quiet line beside or under the title. */
  readonly note?: ReactNode;
  readonly extra?: ReactNode;
  /** The content touches the edges: for tables. */
  readonly flush?: boolean;
  readonly children: ReactNode;
};

/** A titled region of a page. */
export const Panel = ({ title, note, extra, flush = false, children }: PanelProps) => {
  const id = useId();
  return (
    <section
      className={flush ? 'panel panel-flush' : 'panel'}
      {...(title === undefined ? {} : { 'aria-labelledby': id })}
    >
      {(title !== undefined || extra !== undefined) && (
        <header className="panel-head">
          <div>
            {title !== undefined && <h2 id={id}>{title}</h2>}
            {note !== undefined && <p className="panel-note">{note}</p>}
          </div>
          {extra !== undefined && <div className="panel-extra">{extra}</div>}
        </header>
      )}
      <div className="panel-body">{children}</div>
    </section>
  );
};
