// expect: nothing
export type CollectedAnswer = { readonly rows: number };
