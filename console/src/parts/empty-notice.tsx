import type { ReactNode } from 'react';
import './notice.css';

/** Nothing here yet: why, and what to do next. */
export const EmptyNotice = ({
  title,
  hint,
  children,
}: {
  readonly title: string;
  readonly hint?: ReactNode;
  readonly children?: ReactNode;
}) => (
  <div className="notice notice-empty">
    <svg
      viewBox="0 0 48 48"
      width="44"
      height="44"
      fill="none"
      stroke="currentColor"
      strokeWidth="2.5"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M41 24a17 17 0 1 1-6.5-13.4" opacity=".5" />
      <path d="M32.5 24a8.5 8.5 0 1 0-3.2 6.65" opacity=".28" />
    </svg>
    <strong>{title}</strong>
    {hint !== undefined && <p>{hint}</p>}
    {children}
  </div>
);
