/** Who the history names; the platform has let the request in already. */
export const authorOf = ({ actor }: { readonly actor: { readonly name: string } | undefined }): string | null =>
  actor?.name ?? null;
