import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

type Setting = [path: string, name: string, value: string];

const scripting = '/org.openoffice.Office.Common/Security/Scripting';
const proxy = '/org.openoffice.Inet/Settings';

/**
 * Off: macros, Java, update checks, links to anything outside the document. The proxy points to a port where nothing
 * listens: that is all that keeps HTTP in where the system offers no network of its own for a process.
 */
const settings: Setting[] = [
  [scripting, 'MacroSecurityLevel', '3'],
  [scripting, 'DisableMacrosExecution', 'true'],
  [scripting, 'BlockUntrustedRefererLinks', 'true'],
  [scripting, 'DisableActiveContent', 'true'],
  ['/org.openoffice.Office.Writer/Content/Update', 'Link', '0'],
  ['/org.openoffice.Office.Java/VirtualMachine', 'Enable', 'false'],
  ['/org.openoffice.Office.Common/Misc', 'FirstRun', 'false'],
  [proxy, 'ooInetProxyType', '2'],
  [proxy, 'ooInetHTTPProxyName', '127.0.0.1'],
  [proxy, 'ooInetHTTPProxyPort', '9'],
  [proxy, 'ooInetHTTPSProxyName', '127.0.0.1'],
  [proxy, 'ooInetHTTPSProxyPort', '9'],
  [proxy, 'ooInetNoProxy', ''],
];

/** Writes a LibreOffice user profile with these settings into the folder. */
export async function writeProfile(folder: string): Promise<void> {
  const items = settings.map(
    ([path, name, value]) =>
      `<item oor:path="${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`,
  );
  const xml = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
${items.join('\n')}
</oor:items>
`;
  await mkdir(join(folder, 'user'), { recursive: true });
  await writeFile(join(folder, 'user', 'registrymodifications.xcu'), xml);
}
