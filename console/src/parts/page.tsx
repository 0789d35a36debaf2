import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router';
import './page.css';

export type PageProps = {
  readonly title: string;
  /** One line under the title. */
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  /** The way back up, shown above the title. */
  readonly up?: { readonly to: string; readonly label: string };
  readonly mark?: ReactNode;
  readonly children: ReactNode;
};

/** A page: one h1, its lead, its actions, and the browser's title. */
export const Page = ({ title, lead, actions, up, mark, children }: PageProps) => {
  useEffect(() => {
    document.title = `${title} · Gyre`;
  }, [title]);
  return (
    <div className="page">
      <header className="page-head">
        <div>
          {up !== undefined && (
            <Link className="page-up" to={up.to}>
              <span aria-hidden="true">‹</span> {up.label}
            </Link>
          )}
          <h1>
            {title} {mark}
          </h1>
          {lead !== undefined && <p className="page-lead">{lead}</p>}
        </div>
        {actions !== undefined && <div className="page-actions">{actions}</div>}
      </header>
      {children}
    </div>
  );
};
