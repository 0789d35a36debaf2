import type { Facts } from '../message.ts';
import { ignored, selectorOf } from './element.ts';
import type { Recorder } from './recorder.ts';

export type Forms = {
  /** What is to be recorded of each form that was touched and not submitted, if it ends now. */
  readonly abandoned: (which?: (form: HTMLFormElement) => boolean) => readonly Facts[];
  /** The same, and forgets them. */
  readonly take: Forms['abandoned'];
};

/** Names of fields in the order of their first touch. */
type Touched = Map<HTMLFormElement, Set<string>>;

/** Remembers which fields of which forms were touched: their names, never what is in them. */
export const watchForms = ({ on }: Recorder): Forms => {
  const touched: Touched = new Map();

  const touch = ({ target }: Event): void => {
    if (!on('forms') || !(target instanceof Element) || !('form' in target) || target.closest(ignored)) return;
    const { form } = target;
    if (!(form instanceof HTMLFormElement)) return;
    const fields = touched.get(form) ?? new Set<string>();
    fields.add(target.getAttribute('name') || target.id || target.localName);
    touched.set(form, fields);
  };
  const submitted = ({ target }: Event): void => {
    if (target instanceof HTMLFormElement) touched.delete(target);
  };
  // formdata comes also when the page reads the form to send it by itself
  for (const type of ['input', 'change']) document.addEventListener(type, touch, true);
  for (const type of ['submit', 'formdata']) document.addEventListener(type, submitted, true);

  const facts = ([form, fields]: readonly [HTMLFormElement, ReadonlySet<string>]): Facts => {
    const names = [...fields];
    return {
      form: form.getAttribute('name') || form.id || selectorOf(form),
      fields: names,
      last_field: names[names.length - 1],
    };
  };
  const abandoned: Forms['abandoned'] = (which = () => true) => [...touched].filter(([form]) => which(form)).map(facts);
  return {
    abandoned,
    take: (which) => {
      const taken = abandoned(which);
      touched.forEach((_, form) => (!which || which(form)) && touched.delete(form));
      return taken;
    },
  };
};
