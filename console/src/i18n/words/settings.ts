export const settingsEn = {} as const;
export const settingsZh: Readonly<Record<keyof typeof settingsEn, string>> = {};
