import { NavLink } from 'react-router';
import './section-tabs.css';

export type SectionTab = { readonly to: string; readonly label: string };

/** The pages of one section, in a row under the section's name. The first is the section's own address. */
export const SectionTabs = ({ label, tabs }: { readonly label: string; readonly tabs: readonly SectionTab[] }) => (
  <nav className="section-tabs" aria-label={label}>
    {tabs.map(({ to, label: text }, index) => (
      <NavLink key={to} to={to} end={index === 0}>
        {text}
      </NavLink>
    ))}
  </nav>
);
