import type { GroupName } from '../../../src/measure/schemas.ts';
import { useLanguage } from '../i18n/language.tsx';
import type { Palette } from '../theme/palette.ts';
import './mark.css';

/** Each group keeps one colour everywhere. */
export const groupColour = (palette: Palette, group: GroupName): string =>
  ({ model: palette.groupModel, rule: palette.groupRule, random: palette.groupRandom, holdout: palette.groupHoldout })[
    group
  ];

/** The order in which groups are shown: the one we bet on first, the one that got nothing last. */
export const groupOrder: readonly GroupName[] = ['model', 'rule', 'random', 'holdout'];

export const GroupMark = ({ group }: { readonly group: GroupName }) => {
  const { t } = useLanguage();
  return (
    <span className="mark">
      <span className={`mark-square mark-square-${group}`} aria-hidden="true" />
      {t(`group.${group}`)}
    </span>
  );
};
