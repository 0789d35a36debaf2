// expect: typescript/no-floating-promises
const later = async (): Promise<number> => 1;

export const forget = (): void => {
  later();
};
