import {
  AccessDeniedException,
  DescribeUserCommand,
  IdentitystoreClient,
  IdentitystoreServiceException,
  ListGroupMembershipsCommand,
  ListGroupMembershipsForMemberCommand,
  ListUsersCommand,
  ResourceNotFoundException,
  ThrottlingException,
} from '@aws-sdk/client-identitystore';
import { ListInstancesCommand, SSOAdminClient } from '@aws-sdk/client-sso-admin';
import { describe, expect, it } from 'vitest';
import { type IdentityCenterEmulator, type IdentityCenterOptions, startIdentityCenter } from './index.js';

/** AWS's own SDK, which was not made for this emulator, understands what it says. */

const company: IdentityCenterOptions = { users: ['ann', 'bob'], groups: [{ id: 'g1', name: 'Engineering', members: ['ann'] }] };
const settingsOf = ({ url, region, keys }: IdentityCenterEmulator) => ({
  ...{ region, endpoint: url, maxAttempts: 1 },
  credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey },
});
const sdkOf = (aws: IdentityCenterEmulator, more = {}) => new IdentitystoreClient({ ...settingsOf(aws), ...more });
const store = { IdentityStoreId: 'd-1234567890' };
const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error,
  );

describe('lists', () => {
  it('have pages of at most a hundred, and a token until the last (aws.md §1)', async () => {
    await using aws = await startIdentityCenter({ users: Array.from({ length: 101 }, (_, at) => `p${at}`) });
    const first = await sdkOf(aws).send(new ListUsersCommand(store));
    const last = await sdkOf(aws).send(new ListUsersCommand({ ...store, NextToken: first.NextToken }));

    expect([first.Users?.length, last.Users?.length, last.NextToken]).toEqual([100, 1, undefined]);
    expect(await failureOf(sdkOf(aws).send(new ListUsersCommand({ ...store, MaxResults: 101 })))).toMatchObject({
      name: 'ValidationException',
      $metadata: { httpStatusCode: 400 },
    });
    expect(await failureOf(sdkOf(aws).send(new ListUsersCommand({ ...store, NextToken: 'AAMA-other' })))).toMatchObject({
      name: 'ValidationException',
    });
  });

  it('tell memberships from both sides, with users only as members (aws.md §2)', async () => {
    await using aws = await startIdentityCenter(company);
    const ofGroup = await sdkOf(aws).send(new ListGroupMembershipsCommand({ ...store, GroupId: 'g1' }));
    const ofAnn = await sdkOf(aws).send(new ListGroupMembershipsForMemberCommand({ ...store, MemberId: { UserId: 'ann' } }));

    expect(ofGroup.GroupMemberships).toMatchObject([{ GroupId: 'g1', MemberId: { UserId: 'ann' } }]);
    expect(ofAnn.GroupMemberships).toEqual(ofGroup.GroupMemberships);
  });

  it('tell UserStatus and times as the SDK reads them, and extensions when they are asked for (aws.md §3)', async () => {
    await using aws = await startIdentityCenter({ users: [{ id: 'ann', enabled: false, enterprise: { department: 'Sales' } }] });
    const [plain] = (await sdkOf(aws).send(new ListUsersCommand(store))).Users ?? [];
    const Extensions = ['aws:identitystore:enterprise'];
    const described = await sdkOf(aws).send(new DescribeUserCommand({ ...store, UserId: 'ann', Extensions }));

    expect(plain).toMatchObject({ UserStatus: 'DISABLED', CreatedAt: new Date('2026-03-01T08:00:00.123Z') });
    expect(plain?.Extensions).toBeUndefined();
    expect(described.Extensions).toEqual({ 'aws:identitystore:enterprise': { department: 'Sales' } });
  });

  it('show the instances of their region only', async () => {
    await using aws = await startIdentityCenter();
    const instances = async (region: string) =>
      (await new SSOAdminClient({ ...settingsOf(aws), region }).send(new ListInstancesCommand({}))).Instances;

    expect(await instances('eu-central-1')).toMatchObject([{ IdentityStoreId: 'd-1234567890', OwnerAccountId: '111122223333' }]);
    expect(await instances('us-east-1')).toEqual([]);
  });
});

describe('refusals (aws.md §5)', () => {
  it.each([
    ['a user', { UserId: 'zoe' }, {}, 'USER'],
    ['the store, of another region too (Gotcha 6)', { UserId: 'ann' }, { region: 'us-east-1' }, 'IDENTITY_STORE'],
  ])('say that %s is not there', async (_, input, settings, ResourceType) => {
    await using aws = await startIdentityCenter(company);

    const failure = await failureOf(sdkOf(aws, settings).send(new DescribeUserCommand({ ...store, ...input })));

    expect(failure).toBeInstanceOf(ResourceNotFoundException);
    expect(failure).toMatchObject({ ResourceType });
  });

  it.each(['', 'com.amazonaws.identitystore#'])('name the action that is missing, with "%s" before the type', async namespace => {
    await using aws = await startIdentityCenter({ ...company, namespace, denied: ['identitystore:ListUsers'] });

    const failure = await failureOf(sdkOf(aws).send(new ListUsersCommand(store)));

    expect(failure).toBeInstanceOf(AccessDeniedException);
    expect(failure).toMatchObject({ message: expect.stringContaining('not authorized to perform: identitystore:ListUsers') });
  });

  it('come after twenty calls in a second, and say until when', async () => {
    await using aws = await startIdentityCenter({ ...company, ticks: () => 0 });
    for (let count = 0; count < 20; count += 1) await sdkOf(aws).send(new ListUsersCommand(store));

    const failure = await failureOf(sdkOf(aws).send(new ListUsersCommand(store)));

    expect(failure).toBeInstanceOf(ThrottlingException);
    expect(failure).toMatchObject({ RetryAfterSeconds: 1, $metadata: { httpStatusCode: 400 } });
  });

  it.each([
    ['another key', { accessKeyId: 'AKIAOTHER', secretAccessKey: 's' }, 'UnrecognizedClientException'],
    ['another secret', { accessKeyId: 'AKIASANDBOXSANDBOX00', secretAccessKey: 's' }, 'InvalidSignatureException'],
  ])('meet %s', async (_, credentials, name) => {
    await using aws = await startIdentityCenter(company);

    const failure = await failureOf(sdkOf(aws, { credentials }).send(new ListUsersCommand(store)));

    expect(failure).toBeInstanceOf(IdentitystoreServiceException);
    expect(failure).toMatchObject({ name });
  });

  it('meet what is not signed, not signed for this service, or changed on the way', async () => {
    await using aws = await startIdentityCenter(company);
    const signer = await sdkOf(aws, { signingName: 'sso' }).config.signer();
    const target = { 'x-amz-target': 'AWSIdentityStore.ListUsers', 'content-type': 'application/x-amz-json-1.1' };
    const { host, hostname, port } = new URL(aws.url);
    const body = JSON.stringify(store);
    const signed = async (service: string) => {
      const request = { method: 'POST', protocol: 'http:', hostname, port: Number(port), path: '/', query: {}, body };
      return (await signer.sign({ ...request, headers: { ...target, host } }, { signingService: service })).headers;
    };
    const typeOf = async (headers: Record<string, string>, text = body) =>
      Object(await (await fetch(aws.url, { method: 'POST', headers, body: text })).json()).__type;

    expect(await typeOf(target)).toBe('MissingAuthenticationTokenException');
    expect(await typeOf(await signed('sso'))).toBe('InvalidSignatureException');
    expect(await typeOf(await signed('identitystore'), '{}')).toBe('InvalidSignatureException');
    expect(await typeOf(await signed('identitystore'))).toBeUndefined();
  });
});
