/**
 * Takes the sessions of a PKCS#11 library away from all its users in this process, as a network token does that restarts.
 * @param module the library's path
 */
export async function restartToken(module: string, how: 'sessions' | 'library'): Promise<void> {
  const { default: pkcs11js } = await import('pkcs11js');
  const library = new pkcs11js.PKCS11();
  library.load(module);
  if (how === 'library') return library.C_Finalize();
  for (const slot of library.C_GetSlotList(true)) library.C_CloseAllSessions(slot);
}
