import { Button, Modal } from 'antd';
import { useState } from 'react';
import type { DocumentAnswer } from '../../../../src/documents/schemas.ts';
import { useLanguage } from '../../i18n/language.tsx';
import { Panel } from '../../parts/panel.tsx';
import { StateMark } from '../../parts/state-mark.tsx';
import { lineDiff, withSurroundings } from './line-diff.ts';

type Entry = DocumentAnswer['history'][number];
type HistoryPanelProps = {
  readonly history: readonly Entry[];
  readonly current: string;
  readonly onTake: (yaml: string) => void;
};

const signs = { same: ' ', added: '+', removed: '−' } as const;

/** Every change of the document; each opens to what differs between it and the text as it stands. */
export const HistoryPanel = ({ history, current, onTake }: HistoryPanelProps) => {
  const { t, format } = useLanguage();
  const [shown, setShown] = useState<Entry | undefined>(undefined);
  const lines = shown === undefined ? [] : withSurroundings(lineDiff(shown.yaml, current));
  return (
    <Panel title={t('documents.history')}>
      <ol className="history">
        {history.map((entry) => (
          <li key={`${entry.version} ${entry.state} ${entry.at}`}>
            <button type="button" onClick={() => setShown(entry)}>
              {t('documents.versionN', { n: entry.version })}
            </button>
            <StateMark state={entry.state} />
            <span className="small quiet">
              {format.dateTime(entry.at)} {entry.by}
            </span>
          </li>
        ))}
      </ol>
      <Modal
        open={shown !== undefined}
        width={760}
        title={
          shown === undefined ? (
            ''
          ) : (
            <span className="diff-title">{t('documents.diffTitle', { n: shown.version })}</span>
          )
        }
        onCancel={() => setShown(undefined)}
        footer={
          <>
            <Button
              onClick={() => {
                if (shown !== undefined) onTake(shown.yaml);
                setShown(undefined);
              }}
            >
              {t('documents.take')}
            </Button>
            <Button type="primary" onClick={() => setShown(undefined)}>
              {t('action.close')}
            </Button>
          </>
        }
      >
        {lines.some((line) => line !== null && line.type !== 'same') ? (
          <pre className="diff">
            {lines.map((line, index) => (
              // Lines of a fixed text have no identity but their place.
              <span key={index} className={line === null ? 'diff-gap' : `diff-${line.type}`}>
                {line === null ? '⋯' : `${signs[line.type]} ${line.text}`}
              </span>
            ))}
          </pre>
        ) : (
          <p className="soft">{t('documents.noDiff')}</p>
        )}
      </Modal>
    </Panel>
  );
};
