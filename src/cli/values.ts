import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError, which the command line shows with the option's name */
export const date = (text: string): Date => {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) throw new InvalidArgumentError('a date such as 2011-09-09');
  return at;
};
export const number = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('a whole number');
  return value;
};
