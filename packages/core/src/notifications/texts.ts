import type { Locale } from '../context.ts';

type Text = { locale: Locale; subject: string; text: string };

/** The words of the notices we send, in the reader's language. */
export function loginCodeNotice(locale: Locale, code: string): Text {
  if (locale === 'en') {
    return {
      locale,
      subject: `Your Chopmark code: ${code}`,
      text: `Your code is ${code}. It is valid for 10 minutes. If you didn't ask for it, ignore this message.`,
    };
  }
  return {
    locale,
    subject: `Chopmark 验证码：${code}`,
    text: `您的验证码是 ${code}，10 分钟内有效。如非本人操作，请忽略此邮件。`,
  };
}

/** An operator has decided about an enterprise's identity. */
export function identityDecisionNotice(
  locale: Locale,
  { enterprise, approved, reason }: { enterprise: string; approved: boolean; reason?: string | undefined },
): Text {
  if (locale === 'en') {
    return approved
      ? {
          locale,
          subject: `${enterprise} is verified`,
          text: `The identity of ${enterprise} was approved. Open the link to make its first seal and start.`,
        }
      : {
          locale,
          subject: `${enterprise} could not be verified`,
          text: `The identity of ${enterprise} was not approved. Reason: ${reason ?? 'none given'}. Open the link to correct the details and have them checked again.`,
        };
  }
  return approved
    ? {
        locale,
        subject: `${enterprise} 已通过实名认证`,
        text: `${enterprise} 的实名认证已通过人工审核。请打开下面的链接制作首枚印章，开始使用。`,
      }
    : {
        locale,
        subject: `${enterprise} 未通过实名认证`,
        text: `${enterprise} 的实名认证未通过人工审核。原因：${reason ?? '未说明'}。请打开下面的链接更正信息后重新提交。`,
      };
}

/** Asks somebody to become a member of an enterprise. The link is added by the provider. */
export function memberInvitationNotice(
  locale: Locale,
  facts: { enterprise: string; name: string; invitedBy: string; days: number },
): Text {
  const { enterprise, name, invitedBy, days } = facts;
  if (locale === 'en') {
    return {
      locale,
      subject: `${invitedBy} invites you to join ${enterprise} on Chopmark`,
      text: `Dear ${name},\n\n${invitedBy} invites you to join ${enterprise} on Chopmark, where it signs and seals its contracts. Open the link below to accept; it is valid for ${days} days and for you alone. If you don't expect this invitation, ignore this message.`,
    };
  }
  return {
    locale,
    subject: `${invitedBy} 邀请您加入 ${enterprise}`,
    text: `${name}，您好：\n\n${invitedBy} 邀请您加入 ${enterprise} 在 Chopmark 的电子合同空间。请打开下面的链接接受邀请，链接 ${days} 天内有效，仅供您本人使用。如果您并不知情，请忽略此邮件。`,
  };
}

export type ContractNotice =
  | 'invitation'
  | 'willingness-code'
  | 'completed'
  | 'withdrawn'
  | 'rejected'
  | 'expired';

export type NoticeFacts = {
  title: string;
  owner: string;
  name: string;
  code?: string | undefined;
  reason?: string | null;
  /** The sender's words to the parties. */
  message?: string | null;
  deadline?: Date | null;
};

export function contractNotice(kind: ContractNotice, locale: Locale, facts: NoticeFacts): Text {
  return { locale, ...(locale === 'en' ? english : chinese)[kind](facts) };
}

type Wording = Record<ContractNotice, (facts: NoticeFacts) => { subject: string; text: string }>;

const chinese: Wording = {
  invitation: ({ title, owner, name, message, deadline }) => ({
    subject: `${owner} 请您签署《${title}》`,
    text: joined([
      `${name}，您好：`,
      `${owner} 请您签署合同《${title}》。请打开下面的链接阅读并签署。链接仅供您本人使用，请勿转发。`,
      deadline && `请在 ${momentText(deadline, 'zh-CN')} 之前签署，逾期合同自动失效。`,
      message && `发起方留言：\n${message}`,
    ]),
  }),
  'willingness-code': ({ title, code }) => ({
    subject: `签署验证码：${code}`,
    text: `您正在签署合同《${title}》，验证码是 ${code}，10 分钟内有效。输入验证码即表示您同意签署该合同。请勿告诉任何人。`,
  }),
  completed: ({ title }) => ({
    subject: `《${title}》已签署完成`,
    text: `合同《${title}》已由各方签署完成，可以下载已签署的文件。`,
  }),
  withdrawn: ({ title, owner, reason }) => ({
    subject: `《${title}》已被撤回`,
    text: `${owner} 撤回了合同《${title}》。原因：${reason ?? '未说明'}。您无需再签署。`,
  }),
  rejected: ({ title, reason }) => ({
    subject: `《${title}》已被拒签`,
    text: `合同《${title}》被一方拒签。原因：${reason ?? '未说明'}。`,
  }),
  expired: ({ title, owner }) => ({
    subject: `《${title}》已过期`,
    text: `${owner} 的合同《${title}》未在截止时间前完成签署，已自动失效。您无需再签署；如仍需签约，请联系发起方重新发起。`,
  }),
};

const english: Wording = {
  invitation: ({ title, owner, name, message, deadline }) => ({
    subject: `${owner} asks you to sign “${title}”`,
    text: joined([
      `Dear ${name},`,
      `${owner} asks you to sign the contract “${title}”. Open the link below to read and sign it. The link is for you alone; please don't forward it.`,
      deadline && `Please sign by ${momentText(deadline, 'en')}; the contract lapses after that.`,
      message && `Their message:\n${message}`,
    ]),
  }),
  'willingness-code': ({ title, code }) => ({
    subject: `Your signing code: ${code}`,
    text: `You are about to sign the contract “${title}”. Your code is ${code}, valid for 10 minutes. Entering it means that you agree to sign. Tell it to nobody.`,
  }),
  completed: ({ title }) => ({
    subject: `“${title}” is complete`,
    text: `All parties have signed the contract “${title}”. The signed file can be downloaded.`,
  }),
  withdrawn: ({ title, owner, reason }) => ({
    subject: `“${title}” was withdrawn`,
    text: `${owner} has withdrawn the contract “${title}”. Reason: ${reason ?? 'none given'}. You need not sign it any more.`,
  }),
  rejected: ({ title, reason }) => ({
    subject: `“${title}” was rejected`,
    text: `A party has refused to sign the contract “${title}”. Reason: ${reason ?? 'none given'}.`,
  }),
  expired: ({ title, owner }) => ({
    subject: `“${title}” has expired`,
    text: `Not everyone signed the contract “${title}” of ${owner} before its deadline, so it has lapsed. You need not sign it any more; if it is still wanted, ask the sender for a new one.`,
  }),
};

const joined = (parts: (string | null | undefined)[]) => parts.filter(Boolean).join('\n\n');

/** In China's time zone, where the service and its law are; said with the zone, for readers elsewhere. */
function momentText(at: Date, locale: Locale): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'Asia/Shanghai',
  })
    .format(at)
    .concat(locale === 'en' ? ' (China Standard Time)' : '（北京时间）');
}
