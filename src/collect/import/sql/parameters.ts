/** Values on their way into SQL: each becomes a typed parameter, none is ever written into the text. */
export type Parameters = {
  /** Answers the placeholder, e.g. `{p3:String}`. */
  readonly add: (type: string, value: unknown) => string;
  readonly text: (value: string) => string;
  readonly values: Readonly<Record<string, unknown>>;
};

export const createParameters = (): Parameters => {
  const values: Record<string, unknown> = {};
  const add = (type: string, value: unknown): string => {
    const name = `p${Object.keys(values).length}`;
    values[name] = value;
    return `{${name}:${type}}`;
  };
  return { add, text: (value) => add('String', value), values };
};

/** A name in backticks. Names cannot be parameters; those given here have passed a schema that lets no backtick in. */
export const quotedName = (name: string): string => {
  if (!/^[A-Za-z_]\w*$/.test(name)) throw new Error(`not a name: ${JSON.stringify(name)}`);
  return `\`${name}\``;
};
