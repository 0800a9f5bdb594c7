/** Who can log in to a new installation; apart from what makes the accounts, so that a later start need not load it. */
export const OPERATOR_EMAIL = 'operator@example.com';
export const DEMO_EMAIL = 'demo@example.com';
