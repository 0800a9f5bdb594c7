import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { zipArchive } from './zip-archive.ts';

// A judge that isn't ours; nothing else of the project needs Python.
const python = spawnSync('python3', ['--version']).status === 0;

test.skipIf(!python)('others unpack the archive: names in Chinese, bytes as they were', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  try {
    const bytes = new Uint8Array(1000).map((_, index) => index * 7);
    const entries = [
      { name: '采购合同.pdf', bytes },
      { name: 'empty.pdf', bytes: new Uint8Array() },
    ];
    writeFileSync(join(folder, 'a.zip'), zipArchive(entries, new Date('2026-02-03T04:05:06Z')));
    const script =
      'import zipfile,json,sys\nz=zipfile.ZipFile("a.zip")\nassert z.testzip() is None\nz.extractall(".")\nprint(json.dumps([[i.filename,list(i.date_time)] for i in z.infolist()]))';
    const listed = execFileSync('python3', ['-c', script], { cwd: folder, encoding: 'utf8' });
    expect(JSON.parse(listed)).toEqual([
      ['采购合同.pdf', [2026, 2, 3, 4, 5, 6]],
      ['empty.pdf', [2026, 2, 3, 4, 5, 6]],
    ]);
    expect(Buffer.compare(readFileSync(join(folder, '采购合同.pdf')), bytes)).toBe(0);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
