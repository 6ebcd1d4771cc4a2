/** A plain text with the numbers of its lines; lines with something wrong are marked, and can be gone to. */
import { type Ref, useId, useImperativeHandle, useRef } from "react";

export interface EditorHandle {
  goTo: (line: number) => void;
}

interface TextEditorProps {
  label: string;
  value: string;
  onChange?: (text: string) => void;
  wrong: ReadonlySet<number>;
  describedBy?: string;
  ref?: Ref<EditorHandle>;
}

export function TextEditor({ label, value, onChange, wrong, describedBy, ref }: TextEditorProps) {
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const lines = value.split("\n");
  useImperativeHandle(ref, () => ({
    goTo: (line) => {
      const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
      area.current?.focus();
      area.current?.setSelectionRange(start, start + (lines[line - 1]?.length ?? 0));
    },
  }));
  return (
    <div className="text-editor">
      <label htmlFor={id} className="visually-hidden">
        {label}
      </label>
      <ol className="text-editor-lines" aria-hidden>
        {lines.map((_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line's number is what it is
          <li key={place} className={wrong.has(place + 1) ? "text-editor-wrong" : undefined}>
            {place + 1}
          </li>
        ))}
      </ol>
      <textarea
        ref={area}
        id={id}
        value={value}
        readOnly={!onChange}
        rows={Math.max(lines.length, onChange ? 16 : 1)}
        wrap="off"
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-invalid={wrong.size > 0}
        aria-describedby={describedBy}
        onChange={(event) => onChange?.(event.target.value)}
      />
    </div>
  );
}
