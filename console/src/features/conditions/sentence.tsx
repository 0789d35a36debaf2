import { Fragment, type ReactNode } from 'react';

/**
 * A sentence with fields in it: `{event}` stands for the field of that name. Each language puts them in its own order.
 * A field the sentence has and the row has not is left out.
 */
export const Sentence = ({
  words,
  fields,
}: {
  readonly words: string;
  readonly fields: Readonly<Record<string, ReactNode>>;
}) => (
  <>
    {words.split(/(\{\w+\})/).map((part, index) => {
      const name = /^\{(\w+)\}$/.exec(part)?.[1];
      // a field keeps the focus when another sentence takes it over
      if (name !== undefined) return <Fragment key={name}>{fields[name]}</Fragment>;
      return part.trim() === '' ? null : <span key={index}>{part.trim()}</span>;
    })}
  </>
);
