import type { Expression } from './ast.ts';
import { aggregates } from './functions.ts';
import type { ValueType } from './typed.ts';

/** What a tree can be on its own. `open`: read from data, so its use decides. */
export type Inferred = ValueType | 'open' | 'null';

export const infer = (ast: Expression): Inferred => {
  switch (ast.type) {
    case 'number':
    case 'string':
    case 'boolean':
    case 'null':
      return ast.type;
    case 'property':
    case 'trait':
      return 'open';
    case 'aggregate':
      return openUse(aggregates[ast.name].yields);
    case 'tag':
      return 'string';
    case 'score':
    case 'trend':
    case 'negate':
    case 'arithmetic':
      return 'number';
    case 'call':
      if (ast.name === 'exists') return 'boolean';
      return ast.args.map(infer).find((type) => type !== 'open' && type !== 'null') ?? 'open';
    case 'sequence':
    case 'in_audience':
    case 'has_tag':
    case 'not':
    case 'comparison':
    case 'membership':
    case 'logical':
      return 'boolean';
  }
};

const openUse = (yields: ValueType | 'use'): Inferred => (yields === 'use' ? 'open' : yields);
