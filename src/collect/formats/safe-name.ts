/**
 * The name under which an outsider's event is kept. `$` is how Gyre signs what it did itself, so the dollar of other
 * tools' preset events falls: `$autocapture` is kept as `autocapture`, `$AppClick` as `AppClick`.
 */
export const safeName = (name: string): string => name.replace(/^\$+/, '');
