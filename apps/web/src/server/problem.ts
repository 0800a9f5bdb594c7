import type { CoreErrorCode } from '@chopmark/core';
import { TRPCError } from '@trpc/server';
import { createTranslator } from 'next-intl';
import { z } from 'zod';
import { errorValues } from '#i18n/error-values.ts';
import type { Locale } from '#i18n/locale.ts';
import { messagesOf } from '#i18n/messages.ts';
import { CoreError, coreErrorCodes } from '#server/core-package.ts';
import { WebError, type WebErrorCode, webErrorCodes } from './web-error.ts';

/** What was refused on purpose, by core or by the HTTP layer. */
export type CodedError = InstanceType<typeof CoreError> | WebError;

export type ProblemCode = CoreErrorCode | WebErrorCode;

export const problemCodes: readonly ProblemCode[] = [...coreErrorCodes, ...webErrorCodes];

/** Problem Details (RFC 9457) with our extension members. The one shape of an error over REST and inside tRPC's. */
export const problemSchema = z
  .object({
    type: z.string().meta({ description: 'Address of a page about this kind of problem' }),
    title: z.string().meta({ description: 'What went wrong, in the language of the request' }),
    status: z.number().int().meta({ description: 'HTTP status' }),
    detail: z
      .string()
      .meta({ description: 'What went wrong and what to do, in the language of the request' }),
    instance: z.string().meta({ description: 'ID of this very request, for questions to support' }),
    code: z.string().meta({ description: 'Stable code to program against' }),
    retryable: z.boolean().meta({ description: 'May the same request succeed later?' }),
    params: z
      .record(z.string(), z.union([z.string(), z.number()]))
      .meta({ description: 'Facts used in detail' }),
    field: z.string().optional().meta({ description: 'The input field at fault' }),
    errors: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .optional()
      .meta({ description: 'Each fault of the input, by JSON pointer' }),
  })
  .meta({ id: 'Problem' });

export type Problem = z.infer<typeof problemSchema>;

type Refusal = {
  code: ProblemCode;
  status: number;
  retryable: boolean;
  params: Record<string, string | number>;
  field?: string | undefined;
  errors?: { pointer: string; detail: string }[] | undefined;
};

/** What a problem repeats of its request: its ID, its language, and where the site is reached. */
export type AnsweredRequest = { requestId: string; locale: Locale; publicUrl: string };

/** Any error as a problem: coded ones keep their code, everything unforeseen becomes INTERNAL and tells nothing. */
export function problemOf(error: unknown, request: AnsweredRequest): Problem {
  const refusal = refusalOf(error);
  const { title, detail } = describe(refusal.code, refusal.params, request.locale);
  return {
    type: `${request.publicUrl}/problems/${refusal.code}`,
    title,
    status: refusal.status,
    detail,
    instance: `urn:uuid:${request.requestId}`,
    code: refusal.code,
    retryable: refusal.retryable,
    params: refusal.params,
    ...(refusal.field === undefined ? {} : { field: refusal.field }),
    ...(refusal.errors === undefined ? {} : { errors: refusal.errors }),
  };
}

/** The error that was refused on purpose inside whatever wraps it, or undefined when nobody foresaw it. */
export function codedCause(error: unknown): CodedError | undefined {
  if (error instanceof CoreError || error instanceof WebError) return error;
  return error instanceof TRPCError ? codedCause(error.cause) : undefined;
}

const TRPC_CODES: Record<number, TRPCError['code']> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  409: 'CONFLICT',
  410: 'NOT_FOUND',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
};

/** tRPC's wrapping of a coded error; its problem is what clients read, the tRPC code only sets the HTTP status. */
export function asTrpcError(error: CodedError): TRPCError {
  return new TRPCError({
    code: TRPC_CODES[error.status] ?? 'INTERNAL_SERVER_ERROR',
    message: error.message,
    cause: error,
  });
}

function refusalOf(error: unknown): Refusal {
  const coded = codedCause(error);
  if (coded) return coded;
  if (error instanceof TRPCError) return refusalOfTrpc(error);
  return plain('INTERNAL', 500);
}

function refusalOfTrpc(error: TRPCError): Refusal {
  switch (error.code) {
    case 'BAD_REQUEST':
      return { ...plain('INVALID_INPUT', 400), ...faultsOf(error.cause) };
    case 'PARSE_ERROR':
      return plain('BODY_INVALID', 400);
    case 'NOT_FOUND':
      return plain('NOT_FOUND', 404);
    case 'METHOD_NOT_SUPPORTED':
      return plain('METHOD_NOT_ALLOWED', 405);
    case 'UNSUPPORTED_MEDIA_TYPE':
      return plain('MEDIA_TYPE_UNSUPPORTED', 415);
    case 'UNAUTHORIZED':
      return plain('UNAUTHENTICATED', 401);
    case 'FORBIDDEN':
      return plain('FORBIDDEN', 403);
    default:
      return plain('INTERNAL', 500);
  }
}

/** Faults of a zod schema as RFC 6901 pointers; the first names the field. */
function faultsOf(cause: unknown): Pick<Refusal, 'errors' | 'field'> {
  if (!(cause instanceof z.core.$ZodError)) return {};
  const errors = cause.issues.map((issue) => ({
    pointer: `#${issue.path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`,
    detail: issue.message,
  }));
  const field = cause.issues[0]?.path[0];
  return { errors, field: field === undefined ? undefined : String(field) };
}

const plain = (code: ProblemCode, status: number): Refusal => ({
  code,
  status,
  retryable: false,
  params: {},
});

function describe(
  code: ProblemCode,
  params: Refusal['params'],
  locale: Locale,
): { title: string; detail: string } {
  const t = createTranslator({ locale, messages: messagesOf(locale), namespace: 'errors' });
  return { title: t('title'), detail: t(code, errorValues(params)) };
}
