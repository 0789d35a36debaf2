export const KindsPage = () => null;
