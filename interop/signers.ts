/** Whom the demo lets sign, in this order: the platform certifies, the enterprise seals, the person signs by hand. */
export const SIGNERS = ['Chopmark Platform', '北京示例科技有限公司', '李明'];
