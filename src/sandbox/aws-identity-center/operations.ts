import { sent } from '../mischief.js';
import { AwsFailure, invalid, missing } from './failure.js';
import type { MischiefState } from './mischief.js';
import { pageOf } from './pages.js';
import { EXTENSION, groupRow, membershipRow, userRow } from './rows.js';
import type { Store } from './store.js';

/** One call, signed and allowed. */
export interface Call {
  readonly store: Store;
  readonly input: Readonly<Record<string, unknown>>;
  /** as the mischief tests it */
  readonly call: string;
  readonly mischief: MischiefState;
  /** the largest page */
  readonly most: number;
  /** an older endpoint does not tell `UserStatus` */
  readonly tellsStatus: boolean;
  /** whether the region that was asked is the one where Identity Center lives */
  readonly isHome: boolean;
  readonly instances: readonly Readonly<Record<string, unknown>>[];
}

/** Answers as JSON; a AwsFailure is thrown. */
export type Answer = (call: Call) => Record<string, unknown>;

/** By what `X-Amz-Target` names. */
export const operations: Readonly<Record<string, Answer>> = {
  'AWSIdentityStore.ListUsers': call => {
    const store = storeOf(call);
    const extensions = wantsExtensions(call);
    const rows = [...store.people.values()].map(person =>
      sent(call.mischief, person.id, userRow(store, person, call.tellsStatus, extensions)),
    );
    return pageOf('Users', rows, call);
  },
  'AWSIdentityStore.DescribeUser': call => {
    const store = storeOf(call);
    const person = personOf(call, call.input.UserId);
    return Object(sent(call.mischief, person.id, userRow(store, person, call.tellsStatus, wantsExtensions(call))));
  },
  'AWSIdentityStore.ListGroups': call => {
    const store = storeOf(call);
    return pageOf(
      'Groups',
      [...store.groups.values()].map(group => groupRow(store, group)),
      call,
    );
  },
  'AWSIdentityStore.ListGroupMemberships': call => {
    const store = storeOf(call);
    const group = store.groups.get(String(call.input.GroupId));
    if (group === undefined) throw missing('GROUP', String(call.input.GroupId));
    return pageOf(
      'GroupMemberships',
      [...group.members].map(id => membershipRow(store, group.id, id)),
      call,
    );
  },
  'AWSIdentityStore.ListGroupMembershipsForMember': call => {
    const store = storeOf(call);
    const { id } = personOf(call, Object(call.input.MemberId).UserId);
    const groups = [...store.groups.values()].filter(({ members }) => members.has(id));
    return pageOf(
      'GroupMemberships',
      groups.map(group => membershipRow(store, group.id, id)),
      call,
    );
  },
  'SWBExternalService.ListInstances': call => pageOf('Instances', call.isHome ? call.instances : [], call),
  'SWBExternalService.ListApplicationAssignments': call => {
    const arn = String(call.input.ApplicationArn);
    const application = call.isHome ? call.store.applications.get(arn) : undefined;
    if (application === undefined) throw new AwsFailure('ResourceNotFoundException', 'Application not found.');
    const row = (PrincipalType: string) => (PrincipalId: string) => ({ ApplicationArn: arn, PrincipalId, PrincipalType });
    const rows = [...[...application.users].map(row('USER')), ...[...application.groups].map(row('GROUP'))];
    return pageOf('ApplicationAssignments', rows, call);
  },
};

/** A mistake in the region shows as a store that is not there (aws.md, Gotcha 6). */
function storeOf({ store, input, isHome }: Call): Store {
  const id = String(input.IdentityStoreId ?? '');
  if (!/^(d-[0-9a-f]{10}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(id))
    throw invalid("1 validation error detected: Value at 'identityStoreId' failed to satisfy constraint");
  if (id !== store.id || !isHome) throw missing('IDENTITY_STORE', id);
  return store;
}

function personOf(call: Call, id: unknown) {
  const person = storeOf(call).people.get(String(id));
  if (person === undefined) throw missing('USER', String(id));
  return person;
}

function wantsExtensions({ input: { Extensions = [] } }: Call): boolean {
  if (!Array.isArray(Extensions) || Extensions.some(name => name !== EXTENSION)) throw invalid('Unknown extension.');
  return Extensions.length > 0;
}
