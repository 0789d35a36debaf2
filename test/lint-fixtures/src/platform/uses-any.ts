// expect: typescript/no-explicit-any
export const loosely = (value: any): string => String(value);
