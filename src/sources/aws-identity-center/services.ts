import type {
  DescribeUserCommandInput,
  ListGroupMembershipsCommandInput,
  ListGroupMembershipsForMemberCommandInput,
  ListGroupsCommandInput,
  ListUsersCommandInput,
} from '@aws-sdk/client-identitystore';
import type { ListApplicationAssignmentsCommandInput, ListInstancesCommandInput } from '@aws-sdk/client-sso-admin';
import { builtOf, capture, clientSettings, ONCE_SERIALIZED, PLACEHOLDER } from './sdk.js';
import { type AwsSettings, endpointsOf } from './settings.js';

type Settings = Pick<AwsSettings, 'region' | 'credential' | 'endpoint' | 'ssoEndpoint'>;

/** The identity store; the SDK is imported here, when it is needed. */
export async function openIdentityStore(settings: Settings) {
  const sdk = await import('@aws-sdk/client-identitystore');
  const own = clientSettings(settings, endpointsOf(settings).identitystore);
  const builder = new sdk.IdentitystoreClient({ ...own, credentials: PLACEHOLDER });
  builder.middlewareStack.add(() => capture, ONCE_SERIALIZED);
  return {
    client: new sdk.IdentitystoreClient(own),
    requests: {
      ListUsers: async (input: ListUsersCommandInput) => builtOf(await builder.send(new sdk.ListUsersCommand(input))),
      ListGroups: async (input: ListGroupsCommandInput) => builtOf(await builder.send(new sdk.ListGroupsCommand(input))),
      ListGroupMemberships: async (input: ListGroupMembershipsCommandInput) =>
        builtOf(await builder.send(new sdk.ListGroupMembershipsCommand(input))),
      ListGroupMembershipsForMember: async (input: ListGroupMembershipsForMemberCommandInput) =>
        builtOf(await builder.send(new sdk.ListGroupMembershipsForMemberCommand(input))),
      DescribeUser: async (input: DescribeUserCommandInput) => builtOf(await builder.send(new sdk.DescribeUserCommand(input))),
    },
  };
}

/** IAM Identity Center's own API, for what the identity store does not know: which store, and who may use an application. */
export async function openSsoAdmin(settings: Settings) {
  const sdk = await import('@aws-sdk/client-sso-admin');
  const own = clientSettings(settings, endpointsOf(settings).sso);
  const builder = new sdk.SSOAdminClient({ ...own, credentials: PLACEHOLDER });
  builder.middlewareStack.add(() => capture, ONCE_SERIALIZED);
  return {
    client: new sdk.SSOAdminClient(own),
    requests: {
      ListInstances: async (input: ListInstancesCommandInput) => builtOf(await builder.send(new sdk.ListInstancesCommand(input))),
      ListApplicationAssignments: async (input: ListApplicationAssignmentsCommandInput) =>
        builtOf(await builder.send(new sdk.ListApplicationAssignmentsCommand(input))),
    },
  };
}

export type IdentityStore = Awaited<ReturnType<typeof openIdentityStore>>;
export type SsoAdmin = Awaited<ReturnType<typeof openSsoAdmin>>;
