import { type Document, OpenAPIBackend } from 'openapi-backend';
import { parse } from 'yaml';
import { z } from 'zod';
import { beside } from './beside.js';
import { discoveryAsOpenApi, isDiscovery } from './discovery.js';
import { asOpenApi } from './swagger.js';

export type DocumentName =
  | 'okta'
  | 'jira-dc 10.3'
  | 'jira-dc 11.3'
  | 'confluence-dc 10.0'
  | 'confluence-dc 10.2'
  | 'bitbucket-dc 9.4'
  | 'bitbucket-dc 10.3'
  | 'crowd 3.5'
  | 'keycloak'
  | 'google';

interface VendorDocument {
  readonly file: string;
  /** where the document's paths stand on a server */
  readonly apiRoot: string;
  /** real replies send null where the document says string: there, null is the same as leaving the property out */
  readonly nullIsAbsent: boolean;
}

export const documents: Readonly<Record<DocumentName, VendorDocument>> = {
  okta: { file: 'specs/okta.json', apiRoot: '/', nullIsAbsent: true },
  'jira-dc 10.3': { file: 'specs/jira-dc.json', apiRoot: '/rest', nullIsAbsent: false },
  'jira-dc 11.3': { file: 'specs/jira-dc-11.3-subset.json', apiRoot: '/rest', nullIsAbsent: false },
  'confluence-dc 10.0': { file: 'specs/confluence-dc.json', apiRoot: '/', nullIsAbsent: false },
  'confluence-dc 10.2': { file: 'specs/confluence-dc-10.2.14-subset.json', apiRoot: '/', nullIsAbsent: false },
  // refusals were recorded with a context of null, where the document says text
  'bitbucket-dc 9.4': { file: 'specs/bitbucket-dc.json', apiRoot: '/rest', nullIsAbsent: true },
  'bitbucket-dc 10.3': { file: 'specs/bitbucket-dc-10.3-subset.json', apiRoot: '/rest', nullIsAbsent: true },
  // written by hand by users of Crowd: the vendor's own was not found
  'crowd 3.5': {
    ...{ file: 'specs/crowd-usermanagement-3.5-community.yaml', nullIsAbsent: false },
    apiRoot: '/crowd/rest/usermanagement/1',
  },
  keycloak: { file: 'specs/keycloak-admin.openapi.json', apiRoot: '/', nullIsAbsent: false },
  google: { file: 'specs/google-admin-directory_v1.discovery.json', apiRoot: '/', nullIsAbsent: false },
};

const isDocument = (value: unknown) => z.looseObject({ openapi: z.string(), paths: z.looseObject({}) }).safeParse(value).success;
const OpenApi = z.custom<Document>(isDocument, 'not an OpenAPI document');

/** Reads a vendor's document without its examples, which break validators. Operations are compiled when they are met. */
export async function openDocument({ file, apiRoot }: VendorDocument): Promise<OpenAPIBackend> {
  const api = new OpenAPIBackend({
    definition: OpenApi.parse(named(await parsed(file))),
    apiRoot,
    quick: true,
    ajvOpts: { allErrors: true },
    customizeAjv: ajv =>
      ajv
        .addFormat('uri', text => URL.canParse(text))
        .addFormat('date-time', TIME)
        .addFormat('email', /@/),
  });
  return api.init();
}

async function parsed(file: string): Promise<unknown> {
  const text = await beside(file);
  if (file.endsWith('.yaml')) return asOpenApi(parse(text));
  const document: unknown = JSON.parse(text, withoutExamples);
  return isDiscovery(document) ? discoveryAsOpenApi(document) : document;
}

/** The library knows operations by their ids, which Keycloak's document has none of. */
function named(document: unknown): unknown {
  const { paths } = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) }).parse(document);
  for (const [path, operations] of Object.entries(paths))
    for (const [method, operation] of Object.entries(operations)) {
      const { data } = z.looseObject({ responses: z.unknown() }).safeParse(operation);
      if (data !== undefined && !('operationId' in data)) operations[method] = { ...data, operationId: `${method} ${path}` };
    }
  return { ...Object(document), paths };
}

/** A property may be called so, too: then it is a schema. */
const withoutExamples = (key: string, value: unknown): unknown =>
  (key === 'example' || key === 'examples') && !z.looseObject({ type: z.string() }).safeParse(value).success ? undefined : value;

/** ISO 8601 with a zone. */
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/;
