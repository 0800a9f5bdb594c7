import { type ApiScope, scopeHeaders } from './api-client.ts';
import { isProblem, ProblemError } from './api-error.ts';

/** Addresses of the hand-written file routes. */
export const filePaths = {
  contracts: '/api/v1/contracts',
  documents: (contractId: string) => `/api/v1/contracts/${contractId}/documents`,
  documentPdf: (contractId: string, documentId: string) =>
    `/api/v1/contracts/${contractId}/documents/${documentId}/pdf`,
  download: (contractId: string) => `/api/v1/contracts/${contractId}/download`,
  verifications: '/api/v1/verifications',
  seals: '/api/v1/seals',
  sealPreview: '/api/v1/seals/preview',
  sealPicture: (sealId: string) => `/api/v1/seals/${sealId}/picture`,
} as const;

/**
 * Sends a file as a multipart form.
 * @returns the JSON answer, for the caller to parse
 * @throws ProblemError when the server refuses, TypeError when it cannot be reached
 */
export async function uploadFile(
  path: string,
  input: { file: File; scope: ApiScope; fields?: Record<string, string>; method?: 'POST' | 'PUT' },
): Promise<unknown> {
  const body = new FormData();
  for (const [name, value] of Object.entries(input.fields ?? {})) body.set(name, value);
  body.set('file', input.file);
  const response = await fetch(path, {
    method: input.method ?? 'POST',
    body,
    headers: scopeHeaders(input.scope),
  });
  if (!response.ok) throw await problemOfResponse(response);
  return response.json();
}

export type FetchedFile = { blob: Blob; name: string };

/** Fetches a file with the scope's headers, which a plain link cannot send. @throws ProblemError */
export async function fetchFile(path: string, scope: ApiScope): Promise<FetchedFile> {
  const response = await fetch(path, { headers: scopeHeaders(scope) });
  if (!response.ok) throw await problemOfResponse(response);
  return { blob: await response.blob(), name: fileNameOf(response.headers.get('content-disposition')) };
}

/** Hands a fetched file to the browser to keep. */
export function saveFile({ blob, name }: FetchedFile): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The browser has taken hold of the blob by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

/** The UTF-8 name of a Content-Disposition header (RFC 8187). */
export function fileNameOf(header: string | null): string {
  const encoded = header?.match(/filename\*=UTF-8''([^;]+)/i)?.[1];
  return encoded ? decodeURIComponent(encoded) : 'document.pdf';
}

async function problemOfResponse(response: Response): Promise<Error> {
  const body: unknown = await response.json().catch(() => undefined);
  return isProblem(body) ? new ProblemError(body) : new Error(`the server answered ${response.status}`);
}
