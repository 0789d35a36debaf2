// expect: typescript/no-misused-promises
const stored = async (): Promise<boolean> => true;

export const answer = (): string => (stored() ? 'yes' : 'no');
