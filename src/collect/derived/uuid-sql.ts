/** The SQL twin of `stableUuid`: the same text, parts already joined by U+0000, gives the same UUID (version 8). */
export const stableUuidSql = (text: string): string => {
  const hex = `lower(hex(SHA256(${text})))`;
  const variant = `substring('89ab', bitAnd(reinterpretAsUInt8(unhex(concat('0', substring(${hex}, 17, 1)))), 3) + 1, 1)`;
  return (
    `toUUID(concat(substring(${hex}, 1, 8), '-', substring(${hex}, 9, 4), '-8', substring(${hex}, 14, 3), '-',` +
    ` ${variant}, substring(${hex}, 18, 3), '-', substring(${hex}, 21, 12)))`
  );
};
