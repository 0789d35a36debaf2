export const PersonPage = () => null;
