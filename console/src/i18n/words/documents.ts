export const documentsEn = {} as const;
export const documentsZh: Readonly<Record<keyof typeof documentsEn, string>> = {};
