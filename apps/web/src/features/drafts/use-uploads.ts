'use client';

import { useRef, useState } from 'react';
import { useCodeText, useErrorText } from '#client/api-hooks.ts';
import { newId } from './new-id.ts';
import { refusalOf, UPLOAD_MEGABYTES } from './upload-file.ts';

export type Upload = {
  key: string;
  name: string;
  /** 0 to 1; 1 while the server looks at it. */
  sent: number;
  state: 'waiting' | 'sending' | 'failed';
  /** What is wrong with it, and what to do. */
  fault?: string;
};

type Send = (file: File, onSent: (part: number) => void) => Promise<void>;

/**
 * Files on their way to the server, one after the other in the order they were chosen. What has arrived leaves the list;
 * what was refused stays, with its cause, until it is dismissed.
 */
export function useUploads(send: Send) {
  const codeText = useCodeText();
  const errorText = useErrorText();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const patch = (key: string, change: Partial<Upload>) =>
    setUploads((list) => list.map((each) => (each.key === key ? { ...each, ...change } : each)));
  const dismiss = (key: string) => setUploads((list) => list.filter((each) => each.key !== key));

  const transfer = async (key: string, file: File) => {
    patch(key, { state: 'sending' });
    try {
      await send(file, (sent) => patch(key, { sent }));
      dismiss(key);
    } catch (error) {
      patch(key, { state: 'failed', fault: errorText(error) });
    }
  };
  const add = (file: File) => {
    const key = newId();
    const refusal = refusalOf(file);
    const fault = refusal && codeText(refusal, { params: { maxMegabytes: UPLOAD_MEGABYTES } });
    const upload: Upload = { key, name: file.name, sent: 0, state: fault ? 'failed' : 'waiting' };
    setUploads((list) => [...list, fault ? { ...upload, fault } : upload]);
    if (!fault) queue.current = queue.current.then(() => transfer(key, file));
    return queue.current;
  };
  return { uploads, add, dismiss, isBusy: uploads.some((each) => each.state !== 'failed') };
}
