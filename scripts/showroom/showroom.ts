import { type Core, contextOf } from '@chopmark/core';
import { type ShowroomPerson, showroomTenant } from './accounts.ts';
import { contractsOf } from './contracts.ts';
import { membersOf, type ShowroomMembers } from './members.ts';
import { openingsOf, type ShowroomOpenings } from './openings.ts';
import { type ShowroomSeals, sealsOf } from './seals.ts';

/** What the catalogue of pages in e2e/pages shows: where it is and who may see it. */
export type Showroom = {
  busy: {
    slug: string;
    owner: ShowroomPerson;
    contracts: Record<
      | 'draft'
      | 'awaitingMe'
      | 'awaitingOther'
      | 'failed'
      | 'completed'
      | 'withdrawn'
      | 'rejected'
      | 'expired',
      string
    >;
    /** Tokens of invitation links. */
    links: Record<'awaiting' | 'completed' | 'withdrawn' | 'rejected' | 'expired', string>;
  } & ShowroomMembers &
    ShowroomSeals;
  /** Just opened: nothing in it yet. */
  fresh: { slug: string; owner: ShowroomPerson };
  openings: ShowroomOpenings;
};

const person = (name: string, email: string) => ({ name, email: `${email}@example.com` });

/** Enterprises with something in every state a page can show. Needs a running worker. */
export async function openShowroom(core: Core): Promise<Showroom> {
  const busy = await showroomTenant(core, {
    enterprise: '杭州云杉信息技术有限公司',
    creditCode: '91330106MA2CLDRX03',
    name: '沈一诺',
    email: 'shen@example.com',
  });
  const owner = contextOf(core, busy.actor, { ip: '127.0.0.1', userAgent: 'Chopmark showroom' });
  const make = contractsOf(core, owner, {
    enterprise: '杭州云杉信息技术有限公司',
    email: busy.owner.email,
    tenantId: busy.actor.tenantId,
  });
  const expiring = make.expired({ title: '设备借用协议', person: person('何川', 'he') });

  const completed = await make.completed({
    title: '品牌标识设计服务合同',
    person: person('陈立', 'chen'),
  });
  const withdrawn = await make.withdrawn(
    { title: '办公家具采购合同', person: person('周敏', 'zhou') },
    '采购数量有误，改正后重新发送。',
  );
  const rejected = await make.rejected(
    { title: '短期劳务协议', person: person('Ada Martin', 'ada') },
    '第二条的服务费用与约定不符，请更正后重新发送。',
  );
  const awaitingOther = await make.awaitingOther({
    title: '二〇二七年度信息系统运行维护与技术支持服务框架合同（含附件一至附件五）',
    person: person('欧阳文静', 'ouyang'),
    deadline: new Date(core.now().getTime() + 3 * 86_400_000),
  });
  const awaitingMe = await make.awaitingMe({ title: '房屋租赁合同', person: person('高原', 'gao') });
  const draft = await make.draft({ title: '保密协议', person: person('林夏', 'lin') });
  const failed = await make.failed({ title: '数据处理委托协议', person: person('宋词', 'song') });
  const expired = await expiring;
  const members = await membersOf(owner);
  const seals = await sealsOf(owner, '杭州云杉信息技术有限公司');
  const fresh = await showroomTenant(core, {
    enterprise: '新疆维吾尔自治区伊犁哈萨克自治州农牧产品冷链物流供应链管理有限责任公司',
    creditCode: '91110105MA01K7QW2J',
    name: '阿依古丽',
    email: 'fresh@example.com',
  });
  return {
    busy: {
      slug: busy.slug,
      owner: busy.owner,
      contracts: {
        draft,
        awaitingMe,
        awaitingOther: awaitingOther.contractId,
        failed,
        completed: completed.contractId,
        withdrawn: withdrawn.contractId,
        rejected: rejected.contractId,
        expired: expired.contractId,
      },
      links: {
        awaiting: awaitingOther.token,
        completed: completed.token,
        withdrawn: withdrawn.token,
        rejected: rejected.token,
        expired: expired.token,
      },
      ...members,
      ...seals,
    },
    fresh: { slug: fresh.slug, owner: fresh.owner },
    openings: await openingsOf(core),
  };
}
