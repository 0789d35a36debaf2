export const RoundPage = () => null;
