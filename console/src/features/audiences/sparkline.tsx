/** The course of a figure as a line as wide as a word; the figure itself stands beside it. */
export const Sparkline = ({ values }: { readonly values: readonly number[] }) => {
  if (values.length < 2) return null;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [width, height] = [92, 22];
  const points = values.map((value, i) => {
    const x = (i / (values.length - 1)) * (width - 4) + 2;
    const y = most === least ? height / 2 : height - 3 - ((value - least) / (most - least)) * (height - 6);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  return (
    <svg className="sparkline" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      <polyline points={points.join(' ')} />
    </svg>
  );
};
