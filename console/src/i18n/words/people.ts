export const peopleEn = {} as const;
export const peopleZh: Readonly<Record<keyof typeof peopleEn, string>> = {};
