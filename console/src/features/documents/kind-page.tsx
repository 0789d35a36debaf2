export const KindPage = () => null;
