/** Texts kept under names. */
export type Shelf = {
  /** Whether another page of this site will find them. */
  readonly lasting: boolean;
  readonly keys: () => readonly string[];
  readonly get: (key: string) => string | null;
  readonly set: (key: string, value: string) => void;
  readonly remove: (key: string) => void;
};

/** Everything Gyre keeps on a device has a name that starts so. */
export const prefix = 'gyre.';

/** Gone with the page. */
export const memoryShelf = (): Shelf => {
  const kept = new Map<string, string>();
  return {
    lasting: false,
    keys: () => [...kept.keys()],
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
};

/** The browser's localStorage; memory where that is forbidden, and for what no longer fits. */
export const deviceShelf = (): Shelf => {
  const memory = memoryShelf();
  const device = usableStorage();
  if (device === undefined) return memory;
  return {
    lasting: true,
    keys: () => [...Object.keys(device).filter((key) => key.startsWith(prefix)), ...memory.keys()],
    get: (key) => memory.get(key) ?? device.getItem(key),
    set: (key, value) => {
      try {
        device.setItem(key, value);
        memory.remove(key);
      } catch {
        memory.set(key, value);
      }
    },
    remove: (key) => {
      memory.remove(key);
      device.removeItem(key);
    },
  };
};

const usableStorage = (): Storage | undefined => {
  try {
    // merely naming it throws where cookies are blocked; old private modes give one that holds nothing
    const storage = window.localStorage;
    storage.setItem(prefix, '1');
    storage.removeItem(prefix);
    return storage;
  } catch {
    return undefined;
  }
};
