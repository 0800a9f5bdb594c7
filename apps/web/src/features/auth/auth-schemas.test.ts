import { codeLogInInput, MIN_PASSWORD_LENGTH, passwordLogInInput, signUpInput } from '@chopmark/core';
import { expect, test } from 'vitest';
import { codeForm, emailForm, enterpriseForm, MIN_PASSWORD, passwordLogInForm } from './auth-schemas.ts';

const enterprise = {
  name: ' 王小明 ',
  enterpriseName: '杭州云栖科技有限公司',
  creditCode: '91330106ma2h1q8k5x',
  password: 'long enough to count',
};

test('what the sign-up forms let through, the procedure takes', () => {
  const input = {
    ...emailForm.parse({ email: ' Ming@Example.com ' }),
    ...codeForm.parse({ code: ' 123456 ' }),
    ...enterpriseForm.parse(enterprise),
  };
  expect(signUpInput.parse(input)).toMatchObject({
    email: 'ming@example.com',
    name: '王小明',
    creditCode: '91330106MA2H1Q8K5X',
  });
});

test('the credit code may be left empty', () => {
  const parsed = enterpriseForm.parse({ ...enterprise, creditCode: '' });
  expect(parsed.creditCode).toBeUndefined();
  expect(enterpriseForm.safeParse({ ...enterprise, creditCode: '12345' }).success).toBe(false);
});

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
