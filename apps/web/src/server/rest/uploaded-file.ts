import { CoreError } from '#server/core-package.ts';
import { WebError } from '../web-error.ts';

export type UploadedFile = { name: string; bytes: Uint8Array };

export type Form = { file: UploadedFile; text(name: string): string | undefined };

/**
 * The one file, in the part `file`, and the texts of a multipart form (RFC 7578).
 * @throws WebError BODY_INVALID when it is no such form; CoreError FILE_EMPTY when there is no file in it
 */
export async function readUploadForm(request: Request): Promise<Form> {
  const form = await parseForm(request);
  const part = form.get('file');
  if (!(part instanceof File)) {
    throw new CoreError('FILE_EMPTY', 'the part "file" is missing; choose a file', { field: 'file' });
  }
  return {
    file: { name: part.name, bytes: new Uint8Array(await part.arrayBuffer()) },
    text: (name) => {
      const value = form.get(name);
      return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
    },
  };
}

async function parseForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw new WebError('BODY_INVALID', 'the body is not a multipart form; send the file in its part "file"');
  }
}
