// expect: nothing
// a folder of the console that is called like a room is none
import { label } from '../parts/label.ts';

export const title = label;
