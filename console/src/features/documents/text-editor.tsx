import type { KeyboardEvent, RefObject } from 'react';
import './text-editor.css';

export type TextEditorProps = {
  readonly label: string;
  readonly text: string;
  readonly onChange: (text: string) => void;
  /** Lines with something wrong, counted from 1. */
  readonly wrongLines: ReadonlySet<number>;
  readonly onSave: () => void;
  readonly field: RefObject<HTMLTextAreaElement | null>;
};

/** A plain text field with line numbers. Enter keeps the indentation, Ctrl+S saves; Tab moves on, as everywhere. */
export const TextEditor = ({ label, text, onChange, wrongLines, onSave, field }: TextEditorProps) => {
  const lines = text.split('\n').length;
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if ((event.ctrlKey || event.metaKey) && event.key === 's') {
      event.preventDefault();
      onSave();
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      const area = event.currentTarget;
      area.setRangeText(`\n${indentationAt(text, area.selectionStart)}`, area.selectionStart, area.selectionEnd, 'end');
      onChange(area.value);
    }
  };
  return (
    <div className="editor">
      <div className="editor-gutter" aria-hidden="true">
        {Array.from({ length: lines }, (_, index) => (
          <span key={index} className={wrongLines.has(index + 1) ? 'editor-wrong' : undefined}>
            {index + 1}
          </span>
        ))}
      </div>
      <textarea
        ref={field}
        aria-label={label}
        value={text}
        rows={lines + 1}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </div>
  );
};

/** The blanks that begin the line of `position`, two more after a colon that ends it. */
const indentationAt = (text: string, position: number): string => {
  const line = text.slice(text.lastIndexOf('\n', position - 1) + 1, position);
  const [blanks = ''] = /^ */.exec(line) ?? [];
  return /:\s*$/.test(line) ? `${blanks}  ` : blanks;
};

/** Puts the cursor at a line and column counted from 1, and shows it. */
export const goTo = (area: HTMLTextAreaElement | null, line: number, column = 1): void => {
  if (area === null) return;
  const before = area.value.split('\n').slice(0, line - 1);
  const position = before.reduce((sum, one) => sum + one.length + 1, 0) + column - 1;
  area.focus();
  area.setSelectionRange(position, position);
  const lineHeightPx = 21;
  window.scrollTo({
    top: area.getBoundingClientRect().top + window.scrollY + (line - 1) * lineHeightPx - window.innerHeight / 3,
  });
};
