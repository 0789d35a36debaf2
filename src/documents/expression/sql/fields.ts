import type { ValueType } from '../typed.ts';
import { propertySql } from './property-sql.ts';

/** The properties a scan reads, each under a short name of its own, so that the rest of the SQL stays readable. */
export type Fields = {
  /** Gives the name that stands for the property. */
  readonly add: (path: readonly string[], as: ValueType) => string;
  /** `expression AS name`, for the scan's WITH. */
  readonly definitions: () => readonly string[];
};

export const createFields = (prefix: string): Fields => {
  const names = new Map<string, string>();
  return {
    add: (path, as) => {
      const sql = propertySql(path, as);
      const name = names.get(sql) ?? `${prefix}_v${names.size}`;
      names.set(sql, name);
      return name;
    },
    definitions: () => [...names].map(([sql, name]) => `${sql} AS ${name}`),
  };
};
