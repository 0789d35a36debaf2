/**
 * The order of events as one number: time, and of two in one millisecond their ids as the engine orders UUIDs. `argMax`
 * over a tuple keeps it as a value of any kind, over a number in place: half the work (docs/adr/0026).
 * Of no event the greatest is 0, the beginning of 1970. The twin of `inTime`.
 */
export const eventOrderSql =
  'bitShiftLeft(toInt256(toUnixTimestamp64Milli(ts)), 128) + toInt256(reinterpretAsUInt128(event_id))';
