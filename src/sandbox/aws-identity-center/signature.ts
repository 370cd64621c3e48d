import { createHash, createHmac } from 'node:crypto';
import { AwsFailure } from './failure.js';

/** A pair of keys that the sandbox knows; with a session token they are temporary. */
export interface AwsKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
  /** a temporary pair that is over */
  readonly isExpired?: boolean;
}

export interface Signed {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** AWS allows the clock to be wrong by so much. */
const SKEW_MS = 5 * 60_000;

/**
 * Checks a request's signature (SigV4, `POST /` without a query) and resolves with the region that it was made for. Refusals in AWS's
 * words (seen in public issues, 2026-11); which check comes first is unsure.
 */
export function regionOf({ headers, body }: Signed, service: string, keys: AwsKeys, now: Date): string {
  const header = (name: string) => String(headers[name] ?? '');
  const form =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=(\w+)$/;
  const [, accessKeyId = '', day = '', region = '', signedFor, signedHeaders = '', signature] =
    form.exec(header('authorization')) ?? [];
  if (accessKeyId === '') throw new AwsFailure('MissingAuthenticationTokenException', 'Missing Authentication Token');
  if (accessKeyId !== keys.accessKeyId || header('x-amz-security-token') !== (keys.sessionToken ?? ''))
    throw new AwsFailure('UnrecognizedClientException', 'The security token included in the request is invalid.');
  if (keys.isExpired === true)
    throw new AwsFailure('ExpiredTokenException', 'The security token included in the request is expired');
  refuseSkew(header('x-amz-date'), now);
  if (signedFor !== service) throw signatureFailure(`Credential should be scoped to correct service: '${service}'. `);

  const names = signedHeaders.split(';');
  const canonical = [
    ...['POST', '/', ''],
    ...names.map(name => `${name}:${header(name).trim().replaceAll(/ +/g, ' ')}`),
    ...['', signedHeaders, sha256(body)],
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${keys.secretAccessKey}`);
  if (hmac(key, text).toString('hex') !== signature || !names.includes('host') || !names.includes('x-amz-target'))
    throw signatureFailure(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    );
  return region;
}

function refuseSkew(stamp: string, now: Date): void {
  const at = Date.parse(stamp.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const [earliest, latest] = [now.getTime() - SKEW_MS, now.getTime() + SKEW_MS];
  if (at < earliest)
    throw signatureFailure(
      `Signature expired: ${stamp} is now earlier than ${stampOf(earliest)} (${stampOf(now.getTime())} - 5 min.)`,
    );
  if (!(at <= latest))
    throw signatureFailure(
      `Signature not yet current: ${stamp} is still later than ${stampOf(latest)} (${stampOf(now.getTime())} + 5 min.)`,
    );
}

const stampOf = (time: number) =>
  new Date(time)
    .toISOString()
    .replaceAll(/[-:]/g, '')
    .replace(/\.\d+Z$/, 'Z');

const signatureFailure = (message: string) => new AwsFailure('InvalidSignatureException', message);
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
