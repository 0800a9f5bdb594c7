import { type Core, contextOf, openEnterprise, openEnterpriseInput, verifyEnterprise } from '@chopmark/core';
import { accountActor, type ShowroomPerson, showroomPerson } from './accounts.ts';

export type ShowroomOpenings = Record<'begun' | 'refused' | 'underReview' | 'verified', ShowroomPerson>;

/** People in the middle of opening their enterprise, each at another step. */
export async function openingsOf(core: Core): Promise<ShowroomOpenings> {
  return {
    begun: await showroomPerson(core, { name: '方圆', email: 'begun@example.com' }),
    refused: await checked('refused', '拒签贸易有限公司', '91310115MA1H8T3N4U'),
    underReview: await checked('under-review', '待审物流有限公司', '91440300MA5FJ2R7X0'),
    verified: await checked('verified', '成都锦里餐饮管理有限公司', '91510104MA6DGT8K21'),
  };

  /** The sandbox refuses and defers by signs in the name. */
  async function checked(email: string, name: string, creditCode: string): Promise<ShowroomPerson> {
    const person = await showroomPerson(core, { name: '方圆', email: `${email}@example.com` });
    const ctx = contextOf(core, accountActor(person.accountId));
    const { slug } = await openEnterprise(ctx, openEnterpriseInput.parse({ name, creditCode }));
    await verifyEnterprise(ctx, { slug });
    return person;
  }
}
