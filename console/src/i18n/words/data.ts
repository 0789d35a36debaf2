export const dataEn = {} as const;
export const dataZh: Readonly<Record<keyof typeof dataEn, string>> = {};
