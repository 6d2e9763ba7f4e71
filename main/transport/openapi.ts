import { OpenAPIGenerator, type OpenAPI } from '@orpc/openapi';
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4';
import { contract } from '#shared/contract/index.ts';
import { listOperations } from './operations.ts';

const errorStatuses: Readonly<Record<string, string>> = {
  '400': 'Malformed request, or an invalid path or query',
  '401': 'No, wrong or expired credentials',
  '403': 'Missing scope, or a page of another origin',
  '404': 'No such thing',
  '409': 'Conflict with the present state',
  '422': 'Well-formed, but not valid',
  '429': 'Too many requests; see Retry-After',
  '503': 'Not available now; see Retry-After',
};

const failureSchema: OpenAPI.SchemaObject = {
  type: 'object',
  required: ['code', 'params', 'message', 'trace'],
  properties: {
    code: { type: 'string', description: 'A code of the catalogue, as `job-not-found`.' },
    params: { type: 'object', additionalProperties: { type: ['string', 'number', 'boolean'] } },
    message: { type: 'string', description: 'In the language of Accept-Language (es, pt-BR, en).' },
    trace: { type: 'string', description: 'Follows the request through events and logs.' },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'code', 'params'],
        properties: {
          path: { type: 'array', items: { type: ['string', 'integer'] } },
          code: { type: 'string' },
          params: { type: 'object', additionalProperties: true },
        },
      },
    },
  },
};

const failure = { $ref: '#/components/responses/Failure' } as const;
const failures: OpenAPI.ResponsesObject = Object.fromEntries(
  Object.keys(errorStatuses).map((status) => [status, failure]),
);

/** The OpenAPI 3.1 document of all REST routes: those of the contract, and the two that carry bytes. */
export async function createOpenApiDocument(version: string): Promise<OpenAPI.Document> {
  const generator = new OpenAPIGenerator({ schemaConverters: [new ZodToJsonSchemaConverter()] });
  const document = await generator.generate(contract, {
    info: {
      title: 'Atalaya',
      version,
      description: 'The operator console: everything its window can do.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: 'http://127.0.0.1:5002' }],
    security: [{ token: [] }, { session: [] }],
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'atalaya_session' },
      },
      schemas: { Failure: failureSchema },
      responses: {
        Failure: {
          description: 'Every failure has this form.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
        },
      },
    },
  });
  for (const { name, method, path, meta } of listOperations()) {
    const operation = operationAt(document, path, method);
    if (!operation) throw new Error(`${name} is missing in the API document`);
    operation.operationId = name;
    operation.responses = { ...operation.responses, ...failures };
    if (meta.scope === 'public') operation.security = [{}, { token: [] }, { session: [] }];
    else operation.description = `Needs the scope \`${meta.scope}\`.`;
  }
  // The library's types mix those of 3.0 and 3.1; the validator in the tests is the judge.
  document.paths = { ...document.paths, ...(byteRoutes(document.paths ?? {}) as OpenAPI.PathsObject) };
  return document;
}

function operationAt(document: OpenAPI.Document, path: string, method: string): OpenAPI.OperationObject | undefined {
  // The generator writes methods in small letters.
  return document.paths?.[path]?.[method.toLowerCase() as 'get'];
}

function byteRoutes(paths: OpenAPI.PathsObject): unknown {
  const idOf = (name: string, schema: object) => ({ name, in: 'path', required: true, schema });
  const bytes = { '*/*': { schema: { type: 'string', format: 'binary' } } };
  const uploadPath = '/api/v1/uploads/{id}';
  return {
    '/api/v1/jobs/{id}/media/{which}': {
      get: {
        operationId: 'media.get',
        tags: ['jobs'],
        summary: "A job's result, source or thumbnail; single ranges; `download` as an attachment",
        parameters: [
          idOf('id', { type: 'integer', minimum: 1 }),
          idOf('which', { type: 'string', enum: ['result', 'source', 'thumbnail'] }),
          { name: 'download', in: 'query', schema: { type: 'string' } },
          { name: 'Range', in: 'header', schema: { type: 'string' } },
        ],
        responses: {
          '200': { description: 'The file', content: bytes },
          '206': { description: 'The range', content: bytes },
          '416': failure,
          ...failures,
        },
      },
    },
    [uploadPath]: {
      ...paths[uploadPath],
      patch: {
        operationId: 'uploads.append',
        tags: ['video'],
        summary: 'The next bytes of an upload, at most 8 MiB',
        parameters: [
          idOf('id', { type: 'string' }),
          { name: 'Upload-Offset', in: 'header', required: true, schema: { type: 'integer', minimum: 0 } },
        ],
        requestBody: {
          required: true,
          content: { 'application/offset+octet-stream': { schema: { type: 'string', format: 'binary' } } },
        },
        responses: {
          '200': {
            description: 'How far the upload has come',
            content: { 'application/json': { schema: { type: 'object' } } },
          },
          '413': failure,
          '507': failure,
          ...failures,
        },
      },
    },
  };
}
