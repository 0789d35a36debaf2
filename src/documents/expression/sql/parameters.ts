import type { Params } from '#platform';

/** `{p0:Float64}`: values travel beside the SQL, never inside it. Equal values share a name. */
export type Parameters = {
  /** Gives the placeholder to put into the SQL. */
  readonly add: (type: ParameterType, value: ParameterValue) => string;
  readonly merge: (others: Params) => void;
  readonly all: () => Params;
};

type ParameterType = 'Float64' | 'String' | 'Int64' | 'Bool' | 'Array(String)' | 'Array(Float64)';
type ParameterValue = number | string | boolean | readonly string[] | readonly number[];

export const createParameters = (prefix: string): Parameters => {
  const known = new Map<string, string>();
  const values: Record<string, unknown> = {};
  return {
    add: (type, value) => {
      const key = `${type}:${Object.is(value, -0) ? '-0' : JSON.stringify(value)}`;
      const name = known.get(key) ?? `${prefix}${known.size}`;
      known.set(key, name);
      values[name] = value;
      return `{${name}:${type}}`;
    },
    merge: (others) => void Object.assign(values, others),
    all: () => ({ ...values }),
  };
};
