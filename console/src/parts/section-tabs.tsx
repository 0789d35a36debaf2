import { useEffect, useRef } from 'react';
import { NavLink, useLocation } from 'react-router';
import './section-tabs.css';

export type SectionTab = { readonly to: string; readonly label: string };

/** The pages of one section, in a row under the section's name. The first is the section's own address. */
export const SectionTabs = ({ label, tabs }: { readonly label: string; readonly tabs: readonly SectionTab[] }) => {
  const row = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    // on a phone the row is wider than the page: where one is must be in sight
    row.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [pathname]);
  return (
    <nav className="section-tabs" aria-label={label} ref={row}>
      {tabs.map(({ to, label: text }, index) => (
        <NavLink key={to} to={to} end={index === 0}>
          {text}
        </NavLink>
      ))}
    </nav>
  );
};
