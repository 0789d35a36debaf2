import type { DocumentStore } from './store.ts';

/** The same store; `changed` is awaited after what was in force has changed and before the author hears of it. */
export const afterChange = (store: DocumentStore, changed: () => Promise<void>): DocumentStore => {
  const then = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    await changed();
    return result;
  };
  return {
    ...store,
    publish: (keys, options) => then(store.publish(keys, options)),
    archive: (key, options) => then(store.archive(key, options)),
    // the work's own store is the plain one: it changes nothing until its transaction has ended
    together: (work) => then(store.together(work)),
  };
};
