// expect: boundaries/dependencies
import { app } from '#app';

export const reached = app;
