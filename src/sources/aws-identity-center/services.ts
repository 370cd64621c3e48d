import type {
  DescribeUserCommandInput,
  ListGroupMembershipsCommandInput,
  ListGroupMembershipsForMemberCommandInput,
  ListGroupsCommandInput,
  ListUsersCommandInput,
} from '@aws-sdk/client-identitystore';
import type { ListApplicationAssignmentsCommandInput, ListInstancesCommandInput } from '@aws-sdk/client-sso-admin';
import { AT_THE_END, builtOf, capture, clientSettings } from './sdk.js';
import { type AwsSettings, endpointsOf } from './settings.js';

type Settings = Pick<AwsSettings, 'region' | 'credential' | 'endpoint' | 'ssoEndpoint'>;

/** The identity store; the SDK is imported here, when it is needed. */
export async function openIdentityStore(settings: Settings) {
  const sdk = await import('@aws-sdk/client-identitystore');
  const client = new sdk.IdentitystoreClient(clientSettings(settings, endpointsOf(settings).identitystore));
  client.middlewareStack.add(() => capture, AT_THE_END);
  return {
    client,
    requests: {
      ListUsers: async (input: ListUsersCommandInput) => builtOf(await client.send(new sdk.ListUsersCommand(input))),
      ListGroups: async (input: ListGroupsCommandInput) => builtOf(await client.send(new sdk.ListGroupsCommand(input))),
      ListGroupMemberships: async (input: ListGroupMembershipsCommandInput) =>
        builtOf(await client.send(new sdk.ListGroupMembershipsCommand(input))),
      ListGroupMembershipsForMember: async (input: ListGroupMembershipsForMemberCommandInput) =>
        builtOf(await client.send(new sdk.ListGroupMembershipsForMemberCommand(input))),
      DescribeUser: async (input: DescribeUserCommandInput) => builtOf(await client.send(new sdk.DescribeUserCommand(input))),
    },
  };
}

/** IAM Identity Center's own API, for what the identity store does not know: which store, and who may use an application. */
export async function openSsoAdmin(settings: Settings) {
  const sdk = await import('@aws-sdk/client-sso-admin');
  const client = new sdk.SSOAdminClient(clientSettings(settings, endpointsOf(settings).sso));
  client.middlewareStack.add(() => capture, AT_THE_END);
  return {
    client,
    requests: {
      ListInstances: async (input: ListInstancesCommandInput) => builtOf(await client.send(new sdk.ListInstancesCommand(input))),
      ListApplicationAssignments: async (input: ListApplicationAssignmentsCommandInput) =>
        builtOf(await client.send(new sdk.ListApplicationAssignmentsCommand(input))),
    },
  };
}

export type IdentityStore = Awaited<ReturnType<typeof openIdentityStore>>;
export type SsoAdmin = Awaited<ReturnType<typeof openSsoAdmin>>;
