// expect: typescript/no-non-null-assertion
export const first = (words: readonly string[]): string => words.find((word) => word !== '')!;
