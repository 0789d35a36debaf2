/**
 * SQL for the OneID that an identifier's key belongs to now: first what changed lately, then the whole map, else the key
 * itself. Everybody who reads by person goes through it, or through `people_events`, which has it built in.
 *
 * @param key a column or expression of type UInt64, never a value from outside
 * @param database only where SQL outlives its connection (views); ends in a point
 */
export const personSql = (key: string, database = ''): string =>
  `dictGetOrDefault('${database}identity_recent', 'profile_id', ${key}, dictGetOrDefault('${database}identity_map', 'profile_id', ${key}, ${key}))`;

/** As above at the time of an event: an identifier that passed on was its former holder's before. */
export const personAtSql = (key: string, time: string, database = ''): string =>
  `dictGetOrDefault('${database}identity_past', 'profile_id', ${key}, toUnixTimestamp64Milli(${time}), ${personSql(key, database)})`;
