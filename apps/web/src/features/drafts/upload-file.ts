import { type ApiScope, scopeHeaders } from '#client/api-client.ts';
import { isProblem, ProblemError } from '#client/api-error.ts';
import type { ProblemCode } from '#server/problem.ts';

/** What the server takes: said before a large file is sent in vain. A test compares them with core's. */
export const UPLOAD_MEGABYTES = 50;
const UPLOAD_TYPES = ['pdf', 'docx', 'doc'] as const;
export const ACCEPT = UPLOAD_TYPES.map((type) => `.${type}`).join(',');

/** Why this file needn't be sent at all: an error code, or undefined. Its content is for the server to judge. */
export function refusalOf(file: Pick<File, 'name' | 'size'>): ProblemCode | undefined {
  if (file.size === 0) return 'FILE_EMPTY';
  if (file.size > UPLOAD_MEGABYTES * 1024 * 1024) return 'FILE_TOO_LARGE';
  const extension = file.name.toLowerCase().match(/\.(\w+)$/)?.[1];
  return UPLOAD_TYPES.some((type) => type === extension) ? undefined : 'FILE_TYPE_UNSUPPORTED';
}

/**
 * Sends a file as a multipart form. By XMLHttpRequest: fetch does not tell how much was sent.
 * @param onSent called with the part that was sent, 0 to 1
 * @returns the JSON answer, for the caller to parse
 * @throws ProblemError when the server refuses, Error when it cannot be reached
 */
export function uploadFile(
  path: string,
  { file, scope, onSent }: { file: File; scope: ApiScope; onSent: (part: number) => void },
): Promise<unknown> {
  const body = new FormData();
  body.set('file', file);
  const request = new XMLHttpRequest();
  request.open('POST', path);
  request.responseType = 'json';
  for (const [name, value] of Object.entries(scopeHeaders(scope))) request.setRequestHeader(name, value);
  request.upload.onprogress = (event) => onSent(event.total > 0 ? event.loaded / event.total : 0);
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(new Error('the server cannot be reached'));
    request.onload = () => {
      const response: unknown = request.response;
      if (request.status < 300) resolve(response);
      else if (isProblem(response)) reject(new ProblemError(response));
      else reject(new Error(`the server answered ${request.status}`));
    };
    request.send(body);
  });
}
