/** Two turning currents: the mark of Gyre. */
export const BrandMark = ({ sizePx = 26 }: { readonly sizePx?: number }) => (
  <svg
    viewBox="0 0 32 32"
    width={sizePx}
    height={sizePx}
    fill="none"
    stroke="var(--primary)"
    strokeWidth="3.4"
    strokeLinecap="round"
    aria-hidden="true"
  >
    <path d="M27 16a11 11 0 1 1-4.2-8.65" />
    <path d="M21.6 16a5.6 5.6 0 1 0-2.1 4.37" opacity=".55" />
  </svg>
);
