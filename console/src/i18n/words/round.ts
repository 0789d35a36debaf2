export const roundEn = {} as const;
export const roundZh: Readonly<Record<keyof typeof roundEn, string>> = {};
