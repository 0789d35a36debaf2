import type { Registry } from '../registry.ts';
import type { DocumentStore } from '../store/store.ts';

export type DocumentRouteDeps = { readonly store: DocumentStore; readonly registry: Registry };
