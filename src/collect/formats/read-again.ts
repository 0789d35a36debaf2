import { problem } from '#platform';
import type { Pseudonymizer } from '../identifiers.ts';
import type { FormatReader, FormatReaders } from '../quarantine/understand-row.ts';
import { understandSegment } from '../segment.ts';
import { translateCloudEvent } from './cloudevents/translate.ts';
import { translatePostHog } from './posthog/translate.ts';
import type { Translate } from './segment-record.ts';
import { translateSensors } from './sensors/translate.ts';

const translators: ReadonlyMap<string, Translate> = new Map([
  // when it was sent is no longer known; its own time counts as it stands
  ['posthog', translatePostHog({ sentAt: undefined })],
  ['sensors', translateSensors],
  ['cloudevents', translateCloudEvent],
]);

/**
 * Reads what lies in quarantine in the words of another format once more, when it has been mended. A row is one event:
 * a body that says several things must be split by the one who mends it, since a part must not get lost.
 */
export const formatReaders = (pseudonymizer: Pseudonymizer): FormatReaders => {
  const reader =
    (translate: Translate): FormatReader =>
    ({ body, source, receivedAt, rowId }) => {
      const translation = translate(body);
      if (translation.type === 'aside')
        throw problem('invalid_input', { field: 'type', detail: `type: ${translation.detail}` });
      const [record, ...others] = translation.records;
      if (record === undefined) throw problem('invalid_input', { detail: 'it says nothing', detailZh: '内容为空' });
      if (others.length > 0)
        throw problem('invalid_input', {
          detail: 'it says several things: take the traits out of the event',
          detailZh: '一行包含多项内容：请把用户属性从事件中移出',
        });
      const message = { ...record, messageId: record.messageId ?? rowId };
      return understandSegment({ message, source, receivedAt, pseudonymizer });
    };
  return (format) => {
    const translate = translators.get(format);
    return translate === undefined ? undefined : reader(translate);
  };
};
