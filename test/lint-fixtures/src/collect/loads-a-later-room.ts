// expect: boundaries/dependencies
export const reached = async () => (await import('#decide')).decided;
