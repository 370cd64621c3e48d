import type { Resource } from './resources.js';
import { type Attribute, isExtension } from './schema.js';

/** Without a token. Oracle's issuer is the same for every domain. */
export const openIdConfiguration = (origin: string) => ({
  issuer: 'https://identity.oraclecloud.com/',
  token_endpoint: `${origin}/oauth2/v1/token`,
  grant_types_supported: ['client_credentials'],
  token_endpoint_auth_methods_supported: ['client_secret_basic'],
});

export const serviceProviderConfig = () => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
  filter: { supported: true, maxResults: 1000 },
  bulk: { supported: true, maxOperations: 1000, maxPayloadSize: 1_048_576 },
  ...{ sort: { supported: true }, etag: { supported: true }, patch: { supported: true }, changePassword: { supported: false } },
});

export const resourceType = ({ path, schema }: Resource) => ({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'],
  ...{ id: schema.name, name: schema.name, endpoint: `/${path}`, schema: schema.id },
  schemaExtensions: schema.attributes.filter(isExtension).map(({ name }) => ({ schema: name, required: false })),
});

/** The schema of the core attributes, and one for each extension. */
export function schemasOf({ schema: { id, name, attributes } }: Resource) {
  const schema = (urn: string, own: readonly Attribute[]) => ({
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'],
    ...{ id: urn, name: urn.split(':').at(-1) ?? name, attributes: own.map(described) },
  });
  const extensions = attributes.filter(isExtension);
  return [
    schema(
      id,
      attributes.filter(attribute => !isExtension(attribute)),
    ),
    ...extensions.map(extension => schema(extension.name, extension.sub)),
  ];
}

function described({ name, type, returned, searchable, caseExact, multiValued, sub }: Attribute): Record<string, unknown> {
  return {
    ...{ name, type, multiValued, returned, caseExact, idcsSearchable: searchable },
    ...(sub.length === 0 ? {} : { subAttributes: sub.map(described) }),
  };
}
