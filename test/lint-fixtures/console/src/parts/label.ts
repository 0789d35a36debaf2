// expect: nothing
export const label = 'x';
