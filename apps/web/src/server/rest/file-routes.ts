import { z } from 'zod';
import {
  addDocument,
  createContract,
  documentPdf,
  downloadContract,
  verifyUpload,
} from '#server/core-package.ts';
import { JSON_LIMIT, UPLOAD_LIMIT } from '../limited-body.ts';
import {
  addDocumentInput,
  addDocumentOutput,
  createContractInput,
  createContractOutput,
} from '../routers/contract-schemas.ts';
import { plainReport, uploadVerification } from '../routers/verification-schemas.ts';
import type { FileRoute } from './file-route.ts';
import { pdfResponse } from './pdf-response.ts';
import { sealPictureRoutes } from './seal-picture-routes.ts';
import { readUploadForm } from './uploaded-file.ts';

const filePart = { type: 'string', format: 'binary', description: 'The file itself' } as const;
const id = z.uuid();
const pdfAnswer = (description: string) => ({
  200: {
    description,
    content: { 'application/pdf': { schema: { type: 'string', format: 'binary' } as const } },
  },
});

const createFromUpload: FileRoute = {
  contentType: 'multipart/form-data',
  bodyLimit: UPLOAD_LIMIT,
  meta: {
    permission: 'contract.create',
    openapi: {
      method: 'POST',
      path: '/contracts',
      tags: ['contracts'],
      summary: 'Put up a draft from an uploaded PDF or Word file',
      description: 'As a multipart form, or as JSON with the file in Base64. Up to 50 MB.',
      protect: true,
    },
  },
  operation: {
    requestBody: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: {
            type: 'object',
            required: ['file'],
            properties: { file: filePart, title: { type: 'string' } },
          },
        },
        'application/json': { schema: createContractInput },
      },
    },
    responses: {
      201: { description: 'The draft', content: { 'application/json': { schema: createContractOutput } } },
    },
  },
  async handle({ call, request }) {
    const form = await readUploadForm(request);
    const created = await createContract(call, { title: form.text('title'), file: form.file });
    return Response.json(createContractOutput.parse(created), {
      status: 201,
      headers: { Location: `/api/v1/contracts/${created.contractId}`, 'Cache-Control': 'no-store' },
    });
  },
};

const addFromUpload: FileRoute = {
  contentType: 'multipart/form-data',
  bodyLimit: UPLOAD_LIMIT,
  meta: {
    permission: 'contract.create',
    openapi: {
      method: 'POST',
      path: '/contracts/{contractId}/documents',
      tags: ['drafts'],
      summary: 'Add an uploaded PDF or Word file to a draft',
      description:
        'As a multipart form, or as JSON with the file in Base64. Up to 10 documents, 50 MB each and 100 MB together.',
      protect: true,
    },
  },
  operation: {
    requestParams: { path: z.object({ contractId: id }) },
    requestBody: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: { type: 'object', required: ['file'], properties: { file: filePart } },
        },
        'application/json': { schema: addDocumentInput.omit({ contractId: true }) },
      },
    },
    responses: {
      201: {
        description: 'The document, and what the draft still lacks',
        content: { 'application/json': { schema: addDocumentOutput } },
      },
    },
  },
  async handle({ call, request, params }) {
    const { contractId } = z.object({ contractId: id }).parse(params);
    const { file } = await readUploadForm(request);
    const added = addDocumentOutput.parse(await addDocument(call, { contractId, file }));
    return Response.json(added, { status: 201, headers: { 'Cache-Control': 'no-store' } });
  },
};

const viewDocument: FileRoute = {
  bodyLimit: JSON_LIMIT,
  meta: {
    permission: 'participant',
    openapi: {
      method: 'GET',
      path: '/contracts/{contractId}/documents/{documentId}/pdf',
      tags: ['contracts'],
      summary: 'A document as it stands, for looking at',
      protect: true,
    },
  },
  operation: {
    requestParams: { path: z.object({ contractId: id, documentId: id }) },
    responses: pdfAnswer('The newest revision'),
  },
  async handle({ call, params }) {
    const ids = z.object({ contractId: id, documentId: id }).parse(params);
    return pdfResponse(await documentPdf(call, ids), 'inline');
  },
};

const download: FileRoute = {
  bodyLimit: JSON_LIMIT,
  meta: {
    permission: 'participant',
    openapi: {
      method: 'GET',
      path: '/contracts/{contractId}/download',
      tags: ['contracts'],
      summary: 'The signed contract, once everyone has signed',
      protect: true,
    },
  },
  operation: {
    requestParams: { path: z.object({ contractId: id }) },
    responses: {
      200: {
        description: 'The signed PDF; several documents come in one ZIP archive',
        content: {
          'application/pdf': { schema: { type: 'string', format: 'binary' } },
          'application/zip': { schema: { type: 'string', format: 'binary' } },
        },
      },
    },
  },
  async handle({ call, params }) {
    const ids = z.object({ contractId: id }).parse(params);
    return pdfResponse(await downloadContract(call, ids), 'attachment');
  },
};

const verify: FileRoute = {
  contentType: 'multipart/form-data',
  bodyLimit: UPLOAD_LIMIT,
  meta: {
    permission: 'anonymous',
    openapi: {
      method: 'POST',
      path: '/verifications',
      tags: ['verification'],
      summary: 'Verify the signatures of any PDF, ours or not',
      description: 'The file is looked at and not kept. Up to 50 MB.',
      protect: false,
    },
  },
  operation: {
    requestBody: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: { type: 'object', required: ['file'], properties: { file: filePart } },
        },
      },
    },
    responses: {
      200: { description: 'The verdict', content: { 'application/json': { schema: uploadVerification } } },
    },
  },
  async handle({ call, request }) {
    const { file } = await readUploadForm(request);
    const { explanation, words, ...report } = await verifyUpload(call, file);
    const answer = uploadVerification.parse({ ...plainReport(report), explanation, words });
    return Response.json(answer, { headers: { 'Cache-Control': 'no-store' } });
  },
};

export const fileRoutes: readonly FileRoute[] = [
  createFromUpload,
  addFromUpload,
  viewDocument,
  download,
  verify,
  ...sealPictureRoutes,
];
