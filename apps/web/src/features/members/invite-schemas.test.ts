import { acceptInvitationInput, inviteMemberInput } from '@chopmark/core';
import { expect, test } from 'vitest';
import { inviteForm, joinForm } from './invite-schemas.ts';

test('what the invitation form lets through, the procedure takes', () => {
  const form = inviteForm.parse({ email: ' Ming@Example.com ', name: ' 王小明 ' });
  expect(inviteMemberInput.parse({ ...form, roles: ['user'], locale: 'en' })).toMatchObject({
    email: 'ming@example.com',
    name: '王小明',
  });
  expect(inviteForm.safeParse({ email: 'ming@', name: '王小明' }).success).toBe(false);
  expect(inviteForm.safeParse({ email: 'ming@example.com', name: '  ' }).success).toBe(false);
});

test('what the form to join lets through, the procedure takes', () => {
  const form = joinForm.parse({ name: '王小明', password: 'ten digits' });
  expect(acceptInvitationInput.safeParse({ token: 'x'.repeat(43), ...form }).success).toBe(true);
  expect(joinForm.safeParse({ name: '王小明', password: 'too short' }).success).toBe(false);
});
