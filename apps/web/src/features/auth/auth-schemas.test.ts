import { codeLogInInput, MIN_PASSWORD_LENGTH, passwordLogInInput, signUpInput } from '@chopmark/core';
import { expect, test } from 'vitest';
import { accountForm, codeForm, emailForm, MIN_PASSWORD, passwordLogInForm } from './auth-schemas.ts';

test('what the sign-up forms let through, the procedure takes', () => {
  const input = {
    ...emailForm.parse({ email: ' Ming@Example.com ' }),
    ...codeForm.parse({ code: ' 123456 ' }),
    ...accountForm.parse({ name: ' 王小明 ', password: 'long enough to count' }),
  };
  expect(signUpInput.parse(input)).toMatchObject({ email: 'ming@example.com', name: '王小明' });
});

test.each(['王\u0000明', '王\u202e明', '王\ud83d', '王'.repeat(61), ' '])(
  'a name the procedure refuses is refused by the form already: %j',
  (name) => {
    const input = { name, password: 'long enough to count' };
    expect(accountForm.safeParse(input).success).toBe(false);
    expect(signUpInput.shape.name.safeParse(name).success).toBe(false);
  },
);

test('the log-in forms agree with their procedures', () => {
  const form = passwordLogInForm.parse({ email: 'a@example.com', password: 'x' });
  expect(passwordLogInInput.safeParse(form).success).toBe(true);
  expect(codeLogInInput.safeParse({ email: form.email, ...codeForm.parse({ code: '000000' }) }).success).toBe(
    true,
  );
});

test('the form asks for the password length that core asks for', () => {
  expect(MIN_PASSWORD).toBe(MIN_PASSWORD_LENGTH);
});
