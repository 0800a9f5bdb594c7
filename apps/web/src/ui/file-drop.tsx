'use client';

import { FileUp } from 'lucide-react';
import { type DragEvent, type ReactNode, useId, useRef, useState } from 'react';
import { cn } from './class-names.ts';

export type FileDropProps = {
  /** What to do, e.g. "Drop a PDF or choose one". */
  label: ReactNode;
  hint?: ReactNode;
  /** As in <input accept>. The server decides by content, not by name. */
  accept: string;
  onFile: (file: File) => void;
  /** Several may be dropped or chosen at once; `onFile` is called for each, in their order. */
  multiple?: boolean;
  inputProps?: { 'data-focus'?: string };
  /** Shown instead of the icon while a file is read or sent. */
  busy?: ReactNode;
  error?: ReactNode;
  disabled?: boolean;
  className?: string;
};

/** A file (or several) by dropping, by clicking or by keyboard: a real file input under a large label. */
export function FileDrop({
  label,
  hint,
  accept,
  onFile,
  multiple = false,
  inputProps,
  busy,
  error,
  disabled,
  className,
}: FileDropProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const locked = Boolean(disabled || busy);
  const take = (files: FileList | null) => {
    const chosen = Array.from(files ?? []).slice(0, multiple ? undefined : 1);
    if (!locked) for (const file of chosen) onFile(file);
    if (input.current) input.current.value = '';
  };
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside && !locked);
  };
  return (
    <div className={cn('grid gap-2', className)}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is an addition; the input inside does the same by keyboard */}
      <div
        onDragOver={(event) => drag(event, true)}
        onDragLeave={(event) => drag(event, false)}
        onDrop={(event) => {
          drag(event, false);
          take(event.dataTransfer.files);
        }}
        className={cn(
          'relative grid justify-items-center gap-2 rounded-lg border border-dashed border-field bg-raised px-6 py-10 text-center transition-colors',
          'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent',
          over && 'border-solid border-accent bg-accent-wash',
          !locked && 'hover:bg-sunken',
        )}
      >
        <input
          {...inputProps}
          ref={input}
          id={id}
          type="file"
          multiple={multiple}
          accept={accept}
          disabled={locked}
          aria-describedby={[hint ? `${id}-hint` : '', `${id}-error`].join(' ').trim()}
          onChange={(event) => take(event.target.files)}
          className="absolute inset-0 cursor-pointer opacity-0 disabled:cursor-not-allowed"
        />
        {busy ?? <FileUp aria-hidden className="size-7 text-muted" />}
        <label htmlFor={id} className="text-lg font-medium">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="max-w-md text-muted">
            {hint}
          </p>
        ) : null}
      </div>
      <p id={`${id}-error`} aria-live="polite" className="text-danger empty:hidden">
        {error}
      </p>
    </div>
  );
}
