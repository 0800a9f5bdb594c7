import type { Health } from './contract/health.ts';
import type { PluginHost } from './contract/host.ts';

/** Whether the host's state can be read: providers that keep everything there can't work without it. */
export async function stateAnswers({ state }: Pick<PluginHost, 'state'>): Promise<boolean> {
  return state.get('health').then(
    () => true,
    () => false,
  );
}

export const stateUnreachable: Health = {
  ok: false,
  message: {
    'zh-CN': '无法读取平台数据库。请检查数据库是否运行。',
    en: "The platform's database can't be read. Check that it runs.",
  },
};
