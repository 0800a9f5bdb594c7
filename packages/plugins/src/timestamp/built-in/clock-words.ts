import type { Health } from '../../contract/health.ts';
import { type ClockState, describeFinding, signed } from './checked-clock.ts';

/** What the state of the clock means, for operators. */
export function clockWords(found: ClockState, accuracyMs: number): Health {
  if (found.state === 'unchecked') return unchecked(found.jumpedMs);
  const sources = found.findings.map(describeFinding).join('; ');
  if (found.state === 'unknown') {
    return {
      ok: false,
      message: {
        'zh-CN': `无法校验时钟，暂停签发时间戳。请检查时间服务器：${sources}。`,
        en: `The clock can't be checked, so nothing is stamped. Look after the time servers: ${sources}.`,
      },
    };
  }
  const { boundMs, agreed } = found;
  const { agreeing, asked } = agreed;
  const offset = signed(-agreed.offsetMs);
  const bound = Math.ceil(boundMs);
  if (found.state === 'off') {
    return {
      ok: false,
      message: {
        'zh-CN': `时钟可能偏差 ${bound} 毫秒，超过声明的 ${accuracyMs} 毫秒，暂停签发时间戳。请校准本机时钟。时间源：${sources}。`,
        en: `The clock may be off by ${bound} ms, more than the ${accuracyMs} ms stated, so nothing is stamped. Set the machine's clock. Sources: ${sources}.`,
      },
    };
  }
  return {
    ok: true,
    message: {
      'zh-CN': `时钟偏差 ${offset} 毫秒，至多 ${bound} 毫秒（${asked} 个时间源中 ${agreeing} 个一致：${sources}）。`,
      en: `The clock is off by ${offset} ms, at most ${bound} ms (${agreeing} of ${asked} sources agree: ${sources}).`,
    },
  };
}

function unchecked(jumpedMs: number): Health {
  const jump = jumpedMs === 0 ? { 'zh-CN': '', en: '' } : jumpWords(jumpedMs);
  return {
    ok: true,
    message: {
      'zh-CN': `时钟未经校验：没有配置时间服务器。${jump['zh-CN']}`,
      en: `The clock is unchecked: no time servers are configured.${jump.en}`,
    },
  };
}

const jumpWords = (jumpedMs: number) => ({
  'zh-CN': `它曾跳变 ${signed(jumpedMs)} 毫秒。`,
  en: ` It jumped by ${signed(jumpedMs)} ms.`,
});
