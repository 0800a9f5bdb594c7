import { z } from 'zod';
import { type ApiScope, scopeHeaders } from '#client/api-client.ts';
import { isProblem, ProblemError } from '#client/api-error.ts';
import { filePaths } from '#client/file-requests.ts';
import type { ProblemCode } from '#server/problem.ts';

/** What the server takes: said before a large file is sent in vain. A test compares them with core's. */
export const UPLOAD_MEGABYTES = 50;
export const UPLOAD_TYPES = ['pdf', 'docx'] as const;

const answer = z.object({ contractId: z.string() });

/** Why this file needn't be sent at all: an error code, or undefined. Its content is for the server to judge. */
export function refusalOf(file: Pick<File, 'name' | 'size'>): ProblemCode | undefined {
  if (file.size === 0) return 'FILE_EMPTY';
  if (file.size > UPLOAD_MEGABYTES * 1024 * 1024) return 'FILE_TOO_LARGE';
  const extension = file.name.toLowerCase().match(/\.(\w+)$/)?.[1];
  return UPLOAD_TYPES.some((type) => type === extension) ? undefined : 'FILE_TYPE_UNSUPPORTED';
}

/**
 * Puts up a draft from a file. By XMLHttpRequest: fetch does not tell how much was sent.
 * @param onSent called with the part that was sent, 0 to 1
 * @throws ProblemError when the server refuses, Error when it cannot be reached
 */
export function uploadDraft(file: File, scope: ApiScope, onSent: (part: number) => void): Promise<string> {
  const body = new FormData();
  body.set('file', file);
  const request = new XMLHttpRequest();
  request.open('POST', filePaths.contracts);
  request.responseType = 'json';
  for (const [name, value] of Object.entries(scopeHeaders(scope))) request.setRequestHeader(name, value);
  request.upload.onprogress = (event) => onSent(event.total > 0 ? event.loaded / event.total : 0);
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(new Error('the server cannot be reached'));
    request.onload = () => {
      const response: unknown = request.response;
      const parsed = answer.safeParse(response);
      if (parsed.success && request.status < 300) resolve(parsed.data.contractId);
      else if (isProblem(response)) reject(new ProblemError(response));
      else reject(new Error(`the server answered ${request.status}`));
    };
    request.send(body);
  });
}
