import type { MendStep } from '../../../../../src/collect/quarantine/schemas.ts';

export const stepTypes = ['cast', 'rename', 'rename_event', 'set', 'map', 'remove', 'time'] as const;

/** A new step of a type, about the place the person was at. */
export const emptyStep = (type: MendStep['type'], path: string): MendStep => {
  switch (type) {
    case 'rename':
      return { type, from: path, to: '' };
    case 'rename_event':
      return { type, to: '' };
    case 'cast':
      return { type, path, to: 'number' };
    case 'set':
      return { type, path, value: '', when: 'missing' };
    case 'map':
      return { type, path, values: {} };
    case 'remove':
      return { type, path };
    case 'time':
      return { type, path, format: 'ymd', offset: '+08:00' };
  }
};

/** Whether every field that a step needs is filled. */
export const isComplete = (step: MendStep): boolean => {
  switch (step.type) {
    case 'rename':
      return step.from !== '' && step.to !== '';
    case 'rename_event':
      return step.to !== '';
    case 'map':
      return step.path !== '' && Object.keys(step.values).length > 0;
    case 'time':
      return step.path !== '' && /^[+-]\d\d:\d\d$/.test(step.offset);
    case 'cast':
    case 'set':
    case 'remove':
      return step.path !== '';
  }
};
