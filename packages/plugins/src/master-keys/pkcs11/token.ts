import type { Handle, PKCS11 } from 'pkcs11js';
import { masterKeyConfig, masterKeyUnavailable } from '../refusals.ts';

export type Pkcs11Settings = {
  /** Absolute path of the token's PKCS#11 library. */
  module: string;
  /** Label of the token. */
  token: string;
  pin: string;
  /** Labels of AES-256 keys in the token, the current one first. */
  keys: readonly string[];
  mechanism?: string | undefined;
};

export type Pkcs11Library = typeof import('pkcs11js');

/**
 * An open token: one session, in which one operation is done at a time (PKCS#11 §5.6). Session and slot are others after the token
 * was away, so they are read when they are used.
 */
export type Token = {
  library: Pkcs11Library;
  pkcs11: PKCS11;
  session: Handle;
  slot: Handle;
  /** The AES key of that label, in the present session. @throws PluginError MASTER_KEY_CONFIG */
  key(label: string): Handle;
  /** Runs the operation when those before it have ended; once more in a new session where the token has lost the old one. */
  inTurn<T>(operation: () => Promise<T>): Promise<T>;
  close(): void;
};

/** Loads the library and logs in. @throws PluginError MASTER_KEY_CONFIG, MASTER_KEY_UNAVAILABLE */
export async function openToken(settings: Pkcs11Settings): Promise<Token> {
  const library = await loadBinding();
  const pkcs11 = new library.PKCS11();
  try {
    pkcs11.load(settings.module);
  } catch (cause) {
    throw masterKeyConfig(`The PKCS#11 library ${settings.module} can't be loaded.`, cause);
  }
  try {
    return tokenOf(library, pkcs11, settings);
  } catch (error) {
    pkcs11.close();
    throw asUnavailable(error);
  }
}

function openSession(library: Pkcs11Library, pkcs11: PKCS11, { token, pin }: Pkcs11Settings) {
  initialize(library, pkcs11);
  const slot = slotOf(pkcs11, token);
  const session = pkcs11.C_OpenSession(slot, library.CKF_SERIAL_SESSION);
  logIn(library, pkcs11, session, pin);
  return { slot, session };
}

/** An optional dependency, compiled where it is installed: most installations have no token. */
async function loadBinding(): Promise<Pkcs11Library> {
  try {
    const { default: library } = await import('pkcs11js');
    return library;
  } catch (cause) {
    throw masterKeyConfig('PKCS#11 needs the package pkcs11js, which could not be installed here.', cause);
  }
}

/** The library is one for the process: another user of it may have initialised it and logged in. */
function initialize(library: Pkcs11Library, pkcs11: PKCS11): void {
  unless(library.CKR_CRYPTOKI_ALREADY_INITIALIZED, () =>
    pkcs11.C_Initialize({ flags: library.CKF_OS_LOCKING_OK }),
  );
}

function logIn(library: Pkcs11Library, pkcs11: PKCS11, session: Handle, pin: string): void {
  unless(library.CKR_USER_ALREADY_LOGGED_IN, () => pkcs11.C_Login(session, library.CKU_USER, pin));
}

function unless(expected: number, call: () => void): void {
  try {
    call();
  } catch (error) {
    if (codeOf(error) !== expected) throw error;
  }
}

function slotOf(pkcs11: PKCS11, label: string): Handle {
  const slots = pkcs11.C_GetSlotList(true);
  const found = slots.filter((slot) => pkcs11.C_GetTokenInfo(slot).label.trim() === label);
  const [slot] = found;
  if (slot && found.length === 1) return slot;
  throw masterKeyConfig(`${found.length} PKCS#11 tokens have the label "${label}". There must be one.`);
}

function tokenOf(library: Pkcs11Library, pkcs11: PKCS11, settings: Pkcs11Settings): Token {
  let last: Promise<unknown> = Promise.resolve();
  const handles = new Map<string, Handle>();
  const openAgain = () => {
    handles.clear();
    try {
      Object.assign(token, openSession(library, pkcs11, settings));
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : 'unknown';
      throw masterKeyUnavailable(`The PKCS#11 token is away: ${why}`, true, cause);
    }
  };
  const token: Token = {
    library,
    pkcs11,
    ...openSession(library, pkcs11, settings),
    key(label) {
      const handle = handles.get(label) ?? onlyKey(token, label);
      handles.set(label, handle);
      return handle;
    },
    inTurn(operation) {
      const turn = last.then(async () => {
        try {
          return await operation();
        } catch (error) {
          if (!isSessionLost(error)) throw error;
          openAgain();
          return operation();
        }
      });
      last = turn.catch(() => undefined);
      return turn;
    },
    close() {
      try {
        // Not finalised: the library may have other users in this process.
        pkcs11.C_CloseSession(token.session);
      } catch (error) {
        if (!isSessionLost(error)) throw error;
      }
    },
  };
  return token;
}

function onlyKey({ library, pkcs11, session }: Token, label: string): Handle {
  const found = findKeys(library, pkcs11, session, label);
  const [handle] = found;
  if (handle && found.length === 1) return handle;
  throw masterKeyConfig(
    `${found.length} AES keys in the token have the label "${label}". There must be one.`,
  );
}

function findKeys(library: Pkcs11Library, pkcs11: PKCS11, session: Handle, label: string): Handle[] {
  pkcs11.C_FindObjectsInit(session, [
    { type: library.CKA_CLASS, value: library.CKO_SECRET_KEY },
    { type: library.CKA_KEY_TYPE, value: library.CKK_AES },
    { type: library.CKA_LABEL, value: label },
  ]);
  try {
    return pkcs11.C_FindObjects(session, 2);
  } finally {
    pkcs11.C_FindObjectsFinal(session);
  }
}

/** The return value of a PKCS#11 call (CKR_…). */
export function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

/** CKR_… of a token that was restarted, pulled out or cut off: what was opened before is gone. */
const SESSION_LOST = new Set([
  0x30, // DEVICE_ERROR
  0x32, // DEVICE_REMOVED
  0x60, // KEY_HANDLE_INVALID
  0x82, // OBJECT_HANDLE_INVALID
  0xb0, // SESSION_CLOSED
  0xb3, // SESSION_HANDLE_INVALID
  0xe0, // TOKEN_NOT_PRESENT
  0x101, // USER_NOT_LOGGED_IN
  0x190, // CRYPTOKI_NOT_INITIALIZED
]);

function isSessionLost(error: unknown): boolean {
  const code = codeOf(error) ?? codeOf(error instanceof Error ? error.cause : undefined);
  return code !== undefined && SESSION_LOST.has(code);
}

/** The library's own messages name calls and return values, nothing secret. */
export function asUnavailable(error: unknown): unknown {
  if (codeOf(error) === undefined || !(error instanceof Error)) return error;
  const words = `The PKCS#11 token refused: ${error.message}. Check that it is there and what it logs.`;
  return masterKeyUnavailable(words, isSessionLost(error), error);
}
