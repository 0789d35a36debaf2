import type { TagRow } from '../../../../src/profile/tags/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { useScheme } from '../../theme/scheme.tsx';
import { valueColours } from './value-colours.ts';

const most = 6;

/** The sizes of a tag's values as one divided bar with its words. */
export const ValueSplit = ({ tag }: { readonly tag: TagRow }) => {
  const { t, say, format } = useLanguage();
  const { palette } = useScheme();
  if (tag.people === 0)
    return <span className="quiet small">{t(tag.since === null ? 'tags.settingUp' : 'tags.nobody')}</span>;
  const colours = valueColours(
    tag.sizes.map(({ value }) => value),
    palette,
  );
  const held = tag.sizes.filter(({ people }) => people > 0);
  return (
    <div>
      <div className="tag-split" aria-hidden="true">
        {held.map(({ value, people }) => (
          <i key={value} style={{ flexGrow: people, flexBasis: 0, background: colours.get(value) }} />
        ))}
      </div>
      <div className="tag-legend">
        {tag.sizes.slice(0, most).map(({ value, title, people }) => (
          <span key={value} className="tag-value">
            <span className="tag-dot" style={{ background: colours.get(value) }} aria-hidden="true" />
            {say(title)} {format.compact(people)}
          </span>
        ))}
        {tag.sizes.length > most && <span>+{tag.sizes.length - most}</span>}
      </div>
    </div>
  );
};
