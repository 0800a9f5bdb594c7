import { z } from 'zod';
import {
  createPictureSeal,
  createPictureSealInput,
  MAX_PICTURE_FILE_MEGABYTES,
  previewPicture,
  previewPictureInput,
  previewPictureOutput,
  updatePictureSeal,
  updatePictureSealInput,
} from '#server/core-package.ts';
import type { FileRoute } from './file-route.ts';
import { parseInput } from './parse-input.ts';
import { type Form, readUploadForm } from './uploaded-file.ts';

const contentType = 'multipart/form-data';
/** The picture and what multipart wraps around it. */
const bodyLimit = MAX_PICTURE_FILE_MEGABYTES * 1024 * 1024 + 64 * 1024;

const filePart = {
  type: 'string',
  format: 'binary',
  description: `PNG, JPEG or WebP, up to ${MAX_PICTURE_FILE_MEGABYTES} MB`,
} as const;
const inkColourPart = {
  type: 'string',
  description: 'One colour for all the ink, as #rrggbb; left out, the ink keeps its own shades',
} as const;
const widthPart = { type: 'number', description: 'Width of the seal on paper in millimetres' } as const;
const namePart = { type: 'string' } as const;

type FormPart = { type: 'string' | 'number' | 'integer'; format?: 'binary'; description?: string };

const formBody = (required: string[], properties: Record<string, FormPart>) => ({
  required: true,
  content: { [contentType]: { schema: { type: 'object' as const, required, properties } } },
});

const answer = (description: string, schema: z.ZodType) => ({
  description,
  content: { 'application/json': { schema } },
});

const noStore = { 'Cache-Control': 'no-store' };
const pictureOf = (form: Form) => ({ file: form.file.bytes, inkColour: form.text('inkColour') ?? null });
/** Texts of a form are numbers only where the schema says so; anything else is refused by it. */
const numberOf = (text: string | undefined) => (text === undefined ? undefined : Number(text));

const preview: FileRoute = {
  contentType,
  bodyLimit,
  meta: {
    permission: 'seal.manage',
    openapi: {
      method: 'POST',
      path: '/seals/preview',
      tags: ['seals'],
      summary: 'Cut a seal out of a picture without storing it',
      protect: true,
    },
  },
  operation: {
    requestBody: formBody(['file'], { file: filePart, inkColour: inkColourPart }),
    responses: { 200: answer('The seal, and how large it may be', previewPictureOutput) },
  },
  async handle({ call, request }) {
    const input = parseInput(previewPictureInput, pictureOf(await readUploadForm(request)));
    return Response.json(previewPictureOutput.parse(await previewPicture(call, input)), { headers: noStore });
  },
};

const created = z.object({ sealId: z.string() });

const create: FileRoute = {
  contentType,
  bodyLimit,
  meta: {
    permission: 'seal.manage',
    openapi: {
      method: 'POST',
      path: '/seals',
      tags: ['seals'],
      summary: 'Make a seal from a picture',
      description: 'Send the file that was previewed: the same file gives the same seal.',
      protect: true,
    },
  },
  operation: {
    requestBody: formBody(['file', 'name', 'widthMm'], {
      file: filePart,
      name: namePart,
      widthMm: widthPart,
      inkColour: inkColourPart,
    }),
    responses: { 201: answer('The seal', created) },
  },
  async handle({ call, request }) {
    const form = await readUploadForm(request);
    const input = parseInput(createPictureSealInput, {
      ...pictureOf(form),
      name: form.text('name') ?? '',
      widthMm: numberOf(form.text('widthMm')),
    });
    const seal = created.parse(await createPictureSeal(call, input));
    const headers = { ...noStore, Location: `/api/v1/seals/${seal.sealId}` };
    return Response.json(seal, { status: 201, headers });
  },
};

const changed = z.object({ version: z.number() });

const replace: FileRoute = {
  contentType,
  bodyLimit,
  meta: {
    permission: 'seal.manage',
    openapi: {
      method: 'PUT',
      path: '/seals/{sealId}/picture',
      tags: ['seals'],
      summary: 'Give an uploaded seal another picture: a new version',
      protect: true,
    },
  },
  operation: {
    requestParams: { path: z.object({ sealId: z.uuid() }) },
    requestBody: formBody(['file', 'name', 'widthMm', 'version'], {
      file: filePart,
      name: namePart,
      widthMm: widthPart,
      inkColour: inkColourPart,
      version: { type: 'integer' },
    }),
    responses: { 200: answer('The new version', changed) },
  },
  async handle({ call, request, params }) {
    const form = await readUploadForm(request);
    const input = parseInput(updatePictureSealInput, {
      sealId: params.sealId,
      version: numberOf(form.text('version')),
      name: form.text('name') ?? '',
      widthMm: numberOf(form.text('widthMm')),
      picture: pictureOf(form),
    });
    return Response.json(changed.parse(await updatePictureSeal(call, input)), { headers: noStore });
  },
};

export const sealPictureRoutes: readonly FileRoute[] = [preview, create, replace];
