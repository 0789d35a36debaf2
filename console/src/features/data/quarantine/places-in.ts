const mostPlaces = 60;
const mostLevels = 4;

/** The places of some bodies, `properties.amount`, for people to choose from; those of most bodies first. */
export const placesIn = (bodies: readonly string[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const body of bodies)
    for (const place of new Set(placesOf(parsed(body), '', 0))) counts.set(place, (counts.get(place) ?? 0) + 1);
  return [...counts]
    .toSorted(([, a], [, b]) => b - a)
    .map(([place]) => place)
    .slice(0, mostPlaces);
};

/** Where to begin: the place a reason speaks of (`plan:type:amount` → `properties.amount`), else the first. */
export const placeAtFault = (reason: string, places: readonly string[]): string => {
  const about = /^(?:plan:\w+:|rule_failed:|invalid_)(.+)$/.exec(reason)?.[1];
  return places.find((place) => place === about || place.endsWith(`.${about}`)) ?? places[0] ?? '';
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

const placesOf = (value: unknown, path: string, level: number): readonly string[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || level === mostLevels)
    return path === '' ? [] : [path];
  return Object.entries(value).flatMap(([key, inner]) =>
    placesOf(inner, path === '' ? key : `${path}.${key}`, level + 1),
  );
};
