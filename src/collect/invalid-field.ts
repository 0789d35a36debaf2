import { problem } from '#platform';

/** The refusal of one member of a message, in both languages: senders read it in their log, operators in quarantine. */
export const invalidField = (field: string, en: string, zh: string) =>
  problem('invalid_input', { field, detail: `${field}: ${en}`, detailZh: `${field}：${zh}` });
