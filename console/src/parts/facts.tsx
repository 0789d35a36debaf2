import type { ReactNode } from 'react';
import './facts.css';

export type Fact = { readonly label: string; readonly value: ReactNode; readonly note?: ReactNode };

/** A row of labelled figures, wrapping as needed. */
export const Facts = ({ facts }: { readonly facts: readonly Fact[] }) => (
  <dl className="facts">
    {facts.map(({ label, value, note }) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd>{value}</dd>
        {note !== undefined && <dd className="facts-note">{note}</dd>}
      </div>
    ))}
  </dl>
);
