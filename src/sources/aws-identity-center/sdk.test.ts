import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IdentitystoreClient, ListUsersCommand } from '@aws-sdk/client-identitystore';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type AwsFixture, awsFixture, company } from '../../../test/contracts/aws-fixture.js';
import { type IdentityCenterEmulator, startIdentityCenter } from '../../sandbox/aws-identity-center/index.js';

const options = () => ({ signal: new AbortController().signal });
const ourUsers = async ({ source }: Pick<AwsFixture, 'source'>) => [
  ...(await source.pull({ group: () => false }, options())).people.keys(),
];

/** The SDK alone, with the keys of the sandbox. */
const bare = ({ url, region, keys }: IdentityCenterEmulator) =>
  new IdentitystoreClient({
    ...{ region, endpoint: url, maxAttempts: 1 },
    credentials: { accessKeyId: keys.accessKeyId, secretAccessKey: keys.secretAccessKey },
  });
const bareUsers = async (aws: IdentityCenterEmulator) =>
  (await bare(aws).send(new ListUsersCommand({ IdentityStoreId: aws.store.id }))).Users;

// whatever the machine has of AWS is not ours
beforeEach(() => {
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
});
afterEach(() => vi.unstubAllEnvs());

describe('rows', () => {
  it('keep UserStatus, in the SDK that is installed too (Gotcha 1)', async () => {
    await using fixture = await awsFixture(company);

    expect((await bareUsers(fixture.aws))?.map(({ UserStatus }) => UserStatus)).toEqual(['ENABLED', 'ENABLED', 'DISABLED']);
    expect((await fixture.source.pull({ group: () => false }, options())).people.size).toBe(3);
  });
});

describe('signatures', () => {
  it('are made anew for each attempt, for the text that is sent', async () => {
    await using fixture = await awsFixture(company);
    fixture.aws.fail(/./, { kind: 'status', status: 503 }, { times: 1 });
    vi.useFakeTimers({ toFake: ['Date'] });
    const reading = ourUsers(fixture);
    while (fixture.aws.requests.length < 2) {
      vi.setSystemTime(Date.now() + 2000);
      await new Promise(resolve => setImmediate(resolve));
    }
    vi.useRealTimers();
    await reading;

    const [first, second] = fixture.aws.requests.map(({ headers }) => headers);
    expect(first?.['x-amz-date']).not.toBe(second?.['x-amz-date']);
    expect(first?.authorization).not.toBe(second?.authorization);
    expect(second?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIASANDBOXSANDBOX00\/\d{8}\/eu-central-1\/identitystore\/aws4_request/,
    );
  });

  it('go with a session token where the keys are temporary', async () => {
    await using fixture = await awsFixture({ ...company, keys: { sessionToken: 'session-token' } });

    expect(await ourUsers(fixture)).toHaveLength(3);
  });

  it('and secrets are in no log and in no message', async () => {
    await using fixture = await awsFixture({ ...company, keys: { sessionToken: 'session-token' } }, { pageSize: 1 });
    await ourUsers(fixture);
    fixture.aws.fail(/./, {
      kind: 'status',
      status: 500,
      body: { message: `you sent ${fixture.aws.keys.secretAccessKey} session-token` },
    });
    const failure = await ourUsers(fixture).catch(error => error);

    expect(JSON.stringify([fixture.logged, failure.message, failure.hint])).not.toMatch(
      /sandbox-aws-secret|session-token|Signature=/,
    );
  });
});

describe('credentials that the config does not name', () => {
  const none = { accessKeyId: undefined, secretAccessKey: undefined };

  it("come from AWS's chain: here from the environment", async () => {
    await using fixture = await awsFixture(company, none);
    vi.stubEnv('AWS_ACCESS_KEY_ID', fixture.aws.keys.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', fixture.aws.keys.secretAccessKey);

    expect(await ourUsers(fixture)).toHaveLength(3);
    expect((await fixture.source.check(options()))[0]).toMatchObject({
      level: 'ok',
      what: "signed with AWS's credential chain (AKIASANDBOXSANDBOX00)",
    });
  });

  it('come from a profile that it does name, whatever else is there', async () => {
    await using fixture = await awsFixture(company, { ...none, profile: 'reader' });
    const folder = await mkdtemp(join(tmpdir(), 'rollcall-aws-'));
    const { accessKeyId, secretAccessKey } = fixture.aws.keys;
    const reader = ['[reader]', `aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`];
    await writeFile(join(folder, 'credentials'), ['[default]', 'aws_access_key_id = AKIAOTHER', ...reader].join('\n'));
    vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(folder, 'credentials'));
    vi.stubEnv('AWS_PROFILE', 'default');

    expect(await ourUsers(fixture)).toHaveLength(3);
    await rm(folder, { recursive: true });
  });

  it('are missing in one clear message, and nothing is asked', async () => {
    await using chain = await awsFixture(company, none);
    await using profile = await awsFixture(company, { ...none, profile: 'nobody' });

    await expect(ourUsers(chain)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining("AWS's credential chain gives none (Could not load credentials from any providers)"),
      hint: expect.stringContaining('aws sso login'),
    });
    await expect(ourUsers(profile)).rejects.toThrow('the profile nobody gives none');
    expect((await chain.source.check(options()))[0]).toMatchObject({ level: 'problem' });
    expect([...chain.aws.requests, ...profile.aws.requests]).toEqual([]);
  });
});

describe('settings that nobody wrote', () => {
  it('are not taken from AWS_*: region, addresses, FIPS', async () => {
    await using fixture = await awsFixture(company);
    await using other = await startIdentityCenter();
    for (const name of ['AWS_ENDPOINT_URL', 'AWS_ENDPOINT_URL_IDENTITYSTORE']) vi.stubEnv(name, other.url);
    vi.stubEnv('AWS_REGION', 'us-east-1');
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    vi.stubEnv('AWS_USE_DUALSTACK_ENDPOINT', 'true');
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIAOTHER');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'other');

    expect(await ourUsers(fixture)).toHaveLength(3);
    expect(other.requests).toEqual([]);
  });
});
