import type { Facts } from '../message.ts';

/** Nothing at or under such an element is looked at. */
export const ignored = '[data-gyre-ignore]';
/** What may hold what a visitor has written or chosen. */
const holdsInput = `input,textarea,select,[contenteditable],${ignored}`;
const deepest = 6;

/** What tells an element from others, without anything the visitor has written. */
export const elementFacts = (element: Element, textLength: number): Facts => ({
  element: element.localName,
  name: element.getAttribute('data-gyre') || undefined,
  text: shownText(element, textLength),
  href: linkOf(element),
  selector: selectorOf(element),
});

const shownText = (element: Element, length: number): string | undefined => {
  if (element.closest(holdsInput) || element.querySelector(holdsInput)) return undefined;
  const text = element.textContent || element.getAttribute('aria-label') || '';
  return text.trim().replace(/\s+/g, ' ').slice(0, length) || undefined;
};

/** Without query and fragment, which may hold secrets; of mailto: and tel: the scheme alone. */
const linkOf = (element: Element): string | undefined => {
  if (!(element instanceof HTMLAnchorElement) || element.href === '') return undefined;
  return /^https?:$/.test(element.protocol) ? element.origin + element.pathname : element.protocol;
};

/** A CSS path of at most six steps from the nearest element with an id. */
export const selectorOf = (element: Element): string => {
  const steps: string[] = [];
  for (let at: Element | null = element; at !== null && steps.length < deepest; at = at.parentElement) {
    if (at.id !== '') {
      steps.unshift(`#${CSS.escape(at.id)}`);
      break;
    }
    steps.unshift(at.localName + placeAmong(at));
  }
  return steps.join('>');
};

const placeAmong = (element: Element): string => {
  const { localName, parentElement } = element;
  const alike = [...(parentElement?.children ?? [])].filter((sibling) => sibling.localName === localName);
  return alike.length > 1 ? `:nth-of-type(${alike.indexOf(element) + 1})` : '';
};
