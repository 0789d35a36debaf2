export const ProgramPage = () => null;
