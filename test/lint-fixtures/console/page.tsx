// expect: nothing
import type { CollectedAnswer } from '../src/collect/schemas.ts';

export const Page = (props: { readonly answer: CollectedAnswer }) => <p>{props.answer.rows}</p>;
