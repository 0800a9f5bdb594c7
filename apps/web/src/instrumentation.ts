/** Next.js calls this once when the server starts, before the first request. */
export async function register(): Promise<void> {
  // biome-ignore lint/style/noProcessEnv: a constant of the build; the one for edges must not see Node.js modules
  if (process.env.NEXT_RUNTIME === 'nodejs') {
    const { notePeerAddresses } = await import('./server/peer-address.ts');
    notePeerAddresses();
  }
}
