import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { described } from '../../contract/described.ts';
import { definePlugin } from '../../contract/plugin.ts';
import { createFileStore } from './file-store.ts';

/** Storage in a folder of the machine: for one machine, or a mounted file system that all machines share. */
export const filesystemStorage = definePlugin({
  kind: 'storage',
  id: 'filesystem',
  contract: 1,
  label: { 'zh-CN': '本地文件存储', en: 'Local file storage' },
  config: z.object({
    root: z
      .string()
      .refine(isAbsolute, 'must be an absolute path')
      .meta(
        described(
          '保存文件的目录，不存在时自动创建。',
          'The folder that holds the files. Made if it does not exist.',
        ),
      ),
  }),
  secrets: [],
  supports: ['content-address'],
  create: ({ root }, host) => createFileStore(root, host),
});
