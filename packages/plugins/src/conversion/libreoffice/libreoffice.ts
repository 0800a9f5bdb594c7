import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import type { ConversionProvider } from '../../contract/conversion.ts';
import { described } from '../../contract/described.ts';
import type { Health } from '../../contract/health.ts';
import type { PluginHost } from '../../contract/host.ts';
import { definePlugin } from '../../contract/plugin.ts';
import { PluginError } from '../../errors.ts';
import { checkDocument } from './check-document.ts';
import { type Confinement, findConfinement, searchPath } from './confinement.ts';
import { convert } from './convert.ts';
import { findSoffice } from './find-soffice.ts';
import { runProcess } from './run-process.ts';
import { createSlots } from './slots.ts';

const megabyte = 1024 * 1024;

const config = z.object({
  path: z
    .string()
    .refine(isAbsolute, 'must be an absolute path')
    .optional()
    .meta(
      described(
        'LibreOffice 程序的位置，不在默认位置时填写。',
        "LibreOffice's program, if it isn't where it usually is.",
      ),
    ),
  timeoutSeconds: z.number().positive().max(600).default(60),
  maxInputMegabytes: z.number().positive().max(500).default(50),
  maxOutputMegabytes: z.number().positive().max(500).default(100),
});

/** One for the process, not for each tenant: two conversions are what a small machine bears. */
const slots = createSlots(2, 50);

/**
 * Converts with the LibreOffice installed on the machine: a process and a profile for each document, macros and links
 * off, without network and as a user without rights where the system allows that (see `findConfinement`).
 */
export const libreofficeConversion = definePlugin({
  kind: 'conversion',
  id: 'libreoffice',
  contract: 1,
  label: { 'zh-CN': 'LibreOffice 文档转换', en: 'LibreOffice document conversion' },
  config,
  secrets: [],
  supports: ['docx', 'doc'],
  create: (options, host) => createConversion(options, host),
});

function createConversion(options: z.output<typeof config>, { log }: PluginHost): ConversionProvider {
  let confinement: Promise<Confinement> | undefined;
  const confined = () => {
    confinement ??= inTemporaryFolder(findConfinement);
    return confinement;
  };
  // Looked for each time, so that LibreOffice may be installed while we run.
  const program = async () => {
    const found = await findSoffice(options.path);
    if (found) return found;
    throw new PluginError(
      'CONVERSION_UNAVAILABLE',
      'Word documents need LibreOffice, which is not installed here. Install it (Debian: libreoffice-writer-nogui), or upload a PDF.',
    );
  };
  return {
    async toPdf({ bytes, from }) {
      if (bytes.length > options.maxInputMegabytes * megabyte) {
        throw new PluginError(
          'CONVERSION_TOO_LARGE',
          `The document is larger than ${options.maxInputMegabytes} MB. Make its pictures smaller.`,
        );
      }
      await checkDocument(bytes, from);
      const soffice = await program();
      const limits = {
        timeoutMs: options.timeoutSeconds * 1000,
        maxOutputBytes: options.maxOutputMegabytes * megabyte,
      };
      const job = { soffice, confinement: await confined(), bytes, from, log, ...limits };
      return { pdf: await slots.run(() => convert(job)) };
    },
    async healthCheck() {
      const soffice = await findSoffice(options.path);
      if (!soffice)
        return {
          ok: false,
          message: {
            'zh-CN': '未安装 LibreOffice，或不在配置所指的位置。安装后即可转换 Word 文件。',
            en: 'LibreOffice is not installed, or not where the configuration says. Install it to convert Word files.',
          },
        };
      const version = await inTemporaryFolder((cwd) => firstLine([soffice, '--version'], cwd));
      if (!version)
        return {
          ok: false,
          message: {
            'zh-CN': '已安装 LibreOffice，但无法启动。请检查安装是否完整。',
            en: 'LibreOffice is installed, but does not start. Check its installation.',
          },
        };
      const { networkOff } = await confined();
      const fonts = await inTemporaryFolder((cwd) => firstLine(['fc-list', ':lang=zh'], cwd));
      return { ok: true, message: describeState(version, networkOff, fonts !== undefined) };
    },
  };
}

function describeState(version: string, networkOff: boolean, chineseFonts: boolean): Health['message'] {
  const network = networkOff
    ? { 'zh-CN': '断网运行', en: 'without network' }
    : { 'zh-CN': '仅靠自身设置禁用网络', en: 'network kept off by its own settings only' };
  const fonts = chineseFonts
    ? { 'zh-CN': '', en: '' }
    : {
        'zh-CN': '未找到中文字体，请安装，例如 fonts-wqy-microhei。',
        en: ' No Chinese font was found: install one, for example fonts-wqy-microhei.',
      };
  return {
    'zh-CN': `${version}，${network['zh-CN']}。${fonts['zh-CN']}`,
    en: `${version}, ${network.en}.${fonts.en}`,
  };
}

async function firstLine(command: string[], cwd: string): Promise<string | undefined> {
  const env = { ...searchPath, HOME: cwd };
  const { end, exitCode, output } = await runProcess({ command, cwd, env, timeoutMs: 20_000 });
  if (end !== 'exited' || exitCode !== 0) return undefined;
  return output.trim().split('\n')[0]?.trim();
}

async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'chopmark-conversion-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
