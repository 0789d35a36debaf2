import type { RefObject } from 'react';

/** Not within the key press that asks for it: the same press would push the button. */
export const focusSoon = (button: RefObject<HTMLButtonElement | null>): void => {
  setTimeout(() => button.current?.focus(), 0);
};
