import type { IdentityAnswer } from '../../../../src/identify/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { layoutGraph, type PlacedNode } from './graph-layout.ts';
import { shortName } from './identity-words.ts';

const radius = 6;

/** The identifiers of a person as points, links as lines; refused ones dashed. The table below says the same in words. */
export const IdentityGraph = ({ answer }: { readonly answer: IdentityAnswer }) => {
  const { t } = useLanguage();
  const { width, height, nodes, links, left } = layoutGraph(answer);
  const held = links.filter(({ link }) => link.verdict !== 'refused').length;
  const ids = nodes.filter(({ own }) => own).length;
  return (
    <figure className="identity-graph">
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={t('identity.graphLabel', { ids, links: held })}>
        {links.map(({ link, from, to }) => (
          <line
            key={`${link.a} ${link.b} ${link.rule}`}
            className={`identity-line identity-line-${link.verdict}`}
            x1={from.x}
            y1={from.y}
            x2={to.x}
            y2={to.y}
          />
        ))}
        {nodes.map((node) => (
          <g key={node.identifier.key} className={node.own ? 'identity-node' : 'identity-node identity-node-other'}>
            <circle cx={node.x} cy={node.y} r={node.side === 'middle' ? radius * 1.5 : radius} />
            <text {...wordsAt(node)}>{shortName(node.identifier, t)}</text>
          </g>
        ))}
      </svg>
      <figcaption className="small quiet">
        {t('identity.graphLabel', { ids, links: held })}
        {left > 0 && ` · ${t('identity.graphMore', { n: nodes.length })}`}
      </figcaption>
    </figure>
  );
};

const wordsAt = ({ x, y, side }: PlacedNode) =>
  side === 'middle'
    ? ({ x, y: y - radius * 2.4, textAnchor: 'middle' } as const)
    : ({ x: x + (side === 'start' ? radius * 2 : -radius * 2), y: y + 4, textAnchor: side } as const);
