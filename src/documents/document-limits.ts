export const documentLimits = {
  specBytes: 262_144,
  yamlBytes: 4_194_304,
  documentsPerApply: 2_000,
  historyLength: 50,
} as const;

/** Names are part of addresses and of file names; kinds whose names come from elsewhere (events) widen it. */
export const defaultNamePattern = /^[a-z0-9][a-z0-9_.-]{0,63}$/;
