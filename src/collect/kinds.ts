import { defineKind } from '#documents';
import { eventDefinitionSpecSchema } from './schemas.ts';

export const eventDefinitionKind = defineKind({
  kind: 'EventDefinition',
  plural: 'event-definitions',
  title: { zh: '行为事件', en: 'Event definition' },
  specSchema: eventDefinitionSpecSchema,
  // events are named by those who send them
  namePattern: /^[\p{L}\p{N}$][\p{L}\p{N}_$ .-]{0,99}$/u,
});
