// expect: nothing
export const ground = 1;
