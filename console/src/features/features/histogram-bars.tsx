import type { FeatureFigures } from '../../../../src/profile/feature-catalogue/schemas.ts';

const [width, height] = [120, 26];

/** A distribution as wide as a word; its figures stand beside it. */
export const HistogramBars = ({ people }: Pick<FeatureFigures['histogram'], 'people'>) => {
  const most = Math.max(...people, 1);
  const step = width / Math.max(1, people.length);
  return (
    <svg className="feature-bars" viewBox={`0 0 ${width} ${height}`} width={width} height={height} aria-hidden="true">
      {people.map((count, i) => {
        // a band of few people among many is still seen
        const tall = count === 0 ? 0 : Math.max(1.5, (count / most) * height);
        return (
          <rect
            key={`${i} ${people.length}`}
            x={i * step}
            y={height - tall}
            width={Math.max(1, step - 1)}
            height={tall}
          />
        );
      })}
    </svg>
  );
};
