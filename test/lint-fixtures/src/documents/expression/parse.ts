// expect: nothing
export const parse = (text: string): number => text.length;
