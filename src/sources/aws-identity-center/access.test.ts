import { describe, expect, it } from 'vitest';
import { awsFixture, company } from '../../../test/contracts/aws-fixture.js';
import { AccessDenied, ConfigError, Refused, type SyncError, Unavailable, UnexpectedReply } from '../../errors.js';
import { AwsFailure, type IdentityCenterOptions } from '../../sandbox/aws-identity-center/index.js';

const options = () => ({ signal: new AbortController().signal });
type Open = Parameters<typeof awsFixture>;

/** What an admin reads when a pull fails. */
async function failureOf(store: IdentityCenterOptions, settings: Open[1] = {}, refusal?: AwsFailure): Promise<SyncError> {
  await using fixture = await awsFixture({ ...company, ...store }, settings);
  if (refusal !== undefined) fixture.aws.refuse(/./, refusal);
  return await fixture.source.pull({ group: () => true }, options()).then(
    () => expect.fail('it was read'),
    error => error,
  );
}

const minutes = (count: number) => () => new Date(Date.now() + count * 60_000);

describe('one clear message and what to do, for', () => {
  it.each<[string, IdentityCenterOptions, Open[1], string, string]>([
    [
      'an access key that AWS does not know',
      {},
      { accessKeyId: 'AKIAUNKNOWN' },
      'does not know the access key of the keys in the config',
      'right key',
    ],
    ['a wrong secret', {}, { secretAccessKey: 'wrong-secret' }, 'does not belong to its access key', 'secretAccessKey'],
    [
      'a missing session token',
      { keys: { sessionToken: 'session' } },
      { sessionToken: undefined },
      'does not know the access key',
      'session token',
    ],
    ['temporary keys that are over', { keys: { isExpired: true } }, {}, 'are over', 'Renew'],
    ['a clock that is behind', { now: minutes(20) }, {}, 'the clock of this machine is 20 minutes behind', 'NTP'],
    ['a clock that is ahead', { now: minutes(-20) }, {}, 'the clock of this machine is 20 minutes ahead of', 'NTP'],
    ['another region (Gotcha 6)', {}, { region: 'us-east-1' }, 'no such identity store in us-east-1', '`region`'],
    ['another store', {}, { identityStoreId: 'd-0000000000' }, 'no such identity store in eu-central-1', '`identityStoreId`'],
    [
      'a missing right',
      { denied: ['identitystore:ListUsers'] },
      {},
      'aws may not do identitystore:ListUsers: User: arn:aws:iam',
      'Allow identitystore:ListUsers',
    ],
    [
      'a missing right, later',
      { denied: ['identitystore:ListGroupMemberships'] },
      {},
      'may not do identitystore:ListGroupMemberships',
      'policy',
    ],
  ])('%s', async (_, store, settings, message, hint) => {
    const failure = await failureOf({ ...store, now: store.now ?? (() => new Date()) }, settings);

    expect(failure.message).toContain(message);
    expect(failure.hint).toContain(hint);
    expect(failure.message).not.toContain('sandbox-aws-secret');
  });

  it.each<[string, AwsFailure, typeof AccessDenied | typeof Unavailable | typeof Refused, string]>([
    [
      'a KMS key that we may not use',
      new AwsFailure('AccessDeniedException', 'no', { Reason: 'KMS_ACCESS_DENIED' }),
      AccessDenied,
      'kms:Decrypt',
    ],
    [
      'the same in the words of the other API',
      new AwsFailure('AccessDeniedException', 'no', { Reason: 'KMS_AccessDeniedException' }),
      AccessDenied,
      'kms:Decrypt',
    ],
    [
      'a KMS key that is switched off',
      new AwsFailure('ValidationException', 'no', { Reason: 'KMS_DISABLED' }),
      Unavailable,
      'enabled',
    ],
    [
      'a KMS key that is gone',
      new AwsFailure('ResourceNotFoundException', 'no', { Reason: 'KMS_KEY_NOT_FOUND' }),
      Unavailable,
      'KMS key',
    ],
    [
      'another region in the address',
      new AwsFailure('InvalidSignatureException', 'Credential should be scoped to a valid region. '),
      AccessDenied,
      '`endpoint`',
    ],
    [
      'a header that was taken away',
      new AwsFailure('MissingAuthenticationTokenException', 'Missing Authentication Token'),
      AccessDenied,
      'proxy',
    ],
    ['a request that it does not take', new AwsFailure('ValidationException', 'bad'), Refused, 'reason'],
  ])('%s', async (_, refusal, kind, hint) => {
    const failure = await failureOf({}, {}, refusal);

    expect(failure).toBeInstanceOf(kind);
    expect(failure.hint).toContain(hint);
  });

  it.each(['', 'com.amazonaws.identitystore#'])('an error whose type has "%s" before it', async namespace => {
    expect(await failureOf({ namespace }, {}, new AwsFailure('AccessDeniedException', 'no'))).toBeInstanceOf(AccessDenied);
  });

  it('a sign-in page of a proxy', async () => {
    await using fixture = await awsFixture(company);
    fixture.aws.fail(/./, { kind: 'status', status: 200, body: '<html><title>Sign in</title></html>' });

    await expect(fixture.source.pull({ group: () => true }, options())).rejects.toThrow(UnexpectedReply);
  });
});

describe('20 calls a second, which all share (R4)', () => {
  it('keeps to half of them, so that AWS never refuses', async () => {
    const groups = Object.fromEntries(Array.from({ length: 40 }, (_, at) => [`g${at}`, []]));
    const users = Array.from({ length: 50 }, (_, at) => `p${at}`);
    await using fixture = await awsFixture({ users, groups, perSecond: 10 });

    await fixture.source.pull({ group: () => true }, options());

    expect(fixture.aws.requests.filter(({ status }) => status === 400)).toEqual([]);
    // 42 calls: ten at once, the others at ten a second
    expect(fixture.slept.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(3200);
  });

  it.each([
    ['for as long as AWS says', { RetryAfterSeconds: 7 }, 7000],
    ['for a while where it does not say', {}, 2000],
    ['where KMS is the one that is asked too often', { Reason: 'KMS_THROTTLING', RetryAfterSeconds: 3 }, 3000],
  ])('waits %s', async (_, members, ms) => {
    await using fixture = await awsFixture(company);
    fixture.aws.refuse(/^ListUsers/, new AwsFailure('ThrottlingException', 'Rate exceeded', members), 1);

    expect((await fixture.source.pull({ group: () => true }, options())).people.size).toBe(3);
    expect(fixture.slept).toContain(ms);
  });

  it('heeds what an internal failure says about when to come back', async () => {
    await using fixture = await awsFixture(company);
    const failure = new AwsFailure('InternalServerException', 'broken', { RetryAfterSeconds: 4 }, 500);
    fixture.aws.refuse(/^ListUsers/, failure, 1);

    expect((await fixture.source.pull({ group: () => true }, options())).people.size).toBe(3);
    expect(fixture.slept).toContain(4000);
  });

  it('says so where it never ends', async () => {
    const refusal = new AwsFailure('ThrottlingException', 'Rate exceeded');

    expect((await failureOf({}, {}, refusal)).message).toContain('too often');
  });
});

describe('without an identityStoreId', () => {
  const without = { identityStoreId: undefined };

  it('reads the store of the only instance', async () => {
    await using fixture = await awsFixture(company, without);

    expect((await fixture.source.pull({ group: () => true }, options())).people.size).toBe(3);
    expect(fixture.aws.asked().filter(operation => operation === 'ListInstances')).toHaveLength(1);
    expect(fixture.source.provider).toBe('identitystore:eu-central-1');
  });

  it.each([
    ['several', { otherStores: ['d-9999999999'] }, {}, 'd-1234567890 (sandbox-0), d-9999999999 (sandbox-1)'],
    ['none in this region', {}, { region: 'us-east-1' }, 'no instance of IAM Identity Center in us-east-1'],
  ])('names %s', async (_, store, settings, message) => {
    const failure = await failureOf(store, { ...without, ...settings });

    expect(failure).toBeInstanceOf(ConfigError);
    expect(failure.message).toContain(message);
  });
});
