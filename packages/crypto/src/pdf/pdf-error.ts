import { CryptoError, type CryptoErrorCode } from '../errors.ts';

/** A file we cannot read reliably. `what` names the broken structure, for logs and support. */
export function damaged(what: string, cause?: unknown): CryptoError {
  return new CryptoError(
    'PDF_DAMAGED',
    `The PDF is damaged or incomplete (${what}). Open it in a PDF program, save it anew and upload that copy.`,
    cause === undefined ? {} : { cause },
  );
}

/** Refuses with `code` and a message that says what to do. */
export function refuse(code: CryptoErrorCode, message: string): never {
  throw new CryptoError(code, message);
}

/** Written on, such a file would be corrupt. */
export function refuseEncrypted(): never {
  refuse(
    'PDF_ENCRYPTED',
    'The PDF is protected by a password or permissions. Upload a copy without protection.',
  );
}
