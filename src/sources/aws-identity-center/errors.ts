import { z } from 'zod';
import { AccessDenied, NotFound, Refused, type SyncError, Unavailable, UnexpectedReply } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import { statusError } from '../../http/errors.js';
import { isWebPage } from '../../http/outcome.js';
import type { Wait } from '../../http/rate-limit.js';
import { oneLine } from '../../http/vendor-message.js';

/** The store that the config names is not there: nothing of it can be read, whichever call was the one to tell. */
export class NoSuchStore extends UnexpectedReply {}

/** AWS's own word that this user, and nothing else, is not there: only that makes somebody a leaver. */
export class NoSuchUser extends NotFound {}

/** What a message says of the call that was refused. */
export interface Call {
  readonly system: string;
  /** as a policy has it, e.g. `identitystore:ListUsers` */
  readonly action: string;
  readonly region: string;
  /** as in `the keys in the config` */
  readonly credential: string;
}

const text = z.string().catch('');

/** The type may have a namespace before it; modelled errors say `Message`, others `message` (aws.md §5, 2026-11). */
const Failure = z
  .object({
    __type: z.string().transform(type => type.replace(/^.*#/, '')),
    ...{ message: text, Message: text, ResourceType: text, Reason: text },
    RetryAfterSeconds: z.number().min(0).catch(0),
  })
  .transform(({ __type, message, Message, ...rest }) => ({ type: __type, said: oneLine(message || Message), ...rest }));
type Failure = z.output<typeof Failure>;

const THROTTLES = ['ThrottlingException', 'Throttling', 'ThrottledException', 'TooManyRequestsException', 'RequestLimitExceeded'];

/** How long to wait where a throttle does not say. */
const UNSAID_MS = 2000;

/** A throttle is a 400 here, and says in its body for how long; so may an internal failure (aws.md §5, 2026-11). */
export function throttled({ body }: HttpReply): Wait | undefined {
  const { data } = Failure.safeParse(body);
  if (data === undefined) return undefined;
  if (data.RetryAfterSeconds > 0) return { kind: 'wait', ms: data.RetryAfterSeconds * 1000 };
  return THROTTLES.includes(data.type) ? { kind: 'wait', ms: UNSAID_MS } : undefined;
}

/** What a refusal means. Its type tells; its status is nearly always 400. */
export function refusalOf(reply: HttpReply, call: Call): SyncError {
  const { data } = Failure.safeParse(reply.body);
  if (data === undefined) return notAws(reply, call);
  if (/^KMS_/.test(data.Reason)) return keyError(data, call);
  switch (data.type) {
    case 'AccessDeniedException':
      return new AccessDenied(
        `${call.system} may not do ${call.action}${data.said === '' ? '' : `: ${data.said}`}`,
        `Allow ${call.action} in the policy of ${call.credential}. Only the management account, the delegated administrator, and member accounts that were let in may ask.`,
      );
    case 'ResourceNotFoundException':
      return notFound(data, call);
    case 'UnrecognizedClientException':
    case 'InvalidClientTokenId':
      return new AccessDenied(
        `AWS does not know the access key of ${call.credential} (${data.type})`,
        'Is it the right key, active, of this partition of AWS, and with its session token where it is a temporary one?',
      );
    case 'ExpiredTokenException':
    case 'ExpiredToken':
      return new AccessDenied(
        `The temporary keys of ${call.credential} are over (${data.type})`,
        'Renew them (`aws sso login`, or a new session), or give rollcall a role or keys that last.',
      );
    case 'InvalidSignatureException':
    case 'SignatureDoesNotMatch':
      return signatureError(data, call);
    case 'MissingAuthenticationTokenException':
    case 'IncompleteSignatureException':
      return new AccessDenied(
        `AWS found no signature in our request (${data.type})`,
        'Does a proxy take the header Authorization away?',
      );
    default:
      return new Refused(
        `AWS refused ${call.action} (${data.type})${data.said === '' ? '' : `: ${data.said}`}`,
        'See what it says about the reason.',
        { status: reply.status, body: reply.body },
      );
  }
}

/** What does not speak AWS's protocol; least of all does its 404 say that anything is gone. */
function notAws(reply: HttpReply, { system }: Call): SyncError {
  const { pathname, host } = new URL(reply.url);
  if (reply.status !== 404 && !isWebPage(reply)) return statusError(reply, { method: 'POST', url: reply.url }, system);
  return new UnexpectedReply(
    `Something that is not AWS's API answered ${reply.status} for ${host}${pathname}`,
    'Check `endpoint`, and any proxy in between.',
  );
}

/** The text may repeat all that was signed, so that only its first words are looked at (seen in public issues, 2026-11). */
function signatureError({ said }: Failure, { credential, region }: Call): AccessDenied {
  if (/^Signature (expired|not yet current)/.test(said))
    return new AccessDenied(
      `AWS refuses our signature: the clock of this machine is ${skewIn(said)}`,
      'Set the clock (NTP). AWS takes signatures that are five minutes off, no more.',
    );
  if (/^Credential should be scoped/.test(said))
    return new AccessDenied(
      `AWS refuses our signature: this address is not one of the region ${region}`,
      'Check `region`, and `endpoint` and `ssoEndpoint` where the config has them.',
    );
  return new AccessDenied(
    `AWS refuses our signature: the secret of ${credential} does not belong to its access key`,
    'Check secretAccessKey, and that no proxy changes the request.',
  );
}

/** AWS says when it was signed and what time it is, as in `… 20260301T080000Z is now earlier than … (20260301T082000Z - 5 min.)`. */
function skewIn(said: string): string {
  const [, ours = '', theirs = ''] = /(\d{8}T\d{6}Z) is .*\((\d{8}T\d{6}Z) /.exec(said) ?? [];
  const minutes = Math.round((timeOf(theirs) - timeOf(ours)) / 60_000);
  return Number.isNaN(minutes) ? 'wrong' : `${Math.abs(minutes)} minutes ${minutes > 0 ? 'behind' : 'ahead of'} AWS's`;
}

const timeOf = (stamp: string) => Date.parse(stamp.replace(/(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/, '$1-$2-$3T$4:$5:$6Z'));

function notFound({ ResourceType, said, type }: Failure, { system, action, region }: Call): SyncError {
  if (ResourceType === 'IDENTITY_STORE')
    return new NoSuchStore(
      `AWS has no such identity store in ${region}`,
      'Check `identityStoreId` and `region`: it is the region where IAM Identity Center was enabled, as on the page Settings of its console.',
    );
  return new (ResourceType === 'USER' ? NoSuchUser : NotFound)(
    `${system} has no such ${ResourceType === '' ? 'thing' : ResourceType.toLowerCase()} (${type} for ${action})${said === '' ? '' : `: ${said}`}`,
    'It may have been deleted meanwhile.',
  );
}

/** Where the instance is encrypted with a key of the customer's own, that key is asked too (aws.md §4, 2026-11). */
function keyError({ Reason, said }: Failure, { credential, action }: Call): AccessDenied | Unavailable {
  const what = `AWS could not decrypt what ${action} asks for (${Reason})${said === '' ? '' : `: ${said}`}`;
  if (/ACCESS_?DENIED/i.test(Reason))
    return new AccessDenied(
      what,
      `Allow ${credential} kms:Decrypt on the KMS key of the Identity Center instance, in its policy and the key's.`,
    );
  return new Unavailable(
    what,
    'Is the KMS key of the Identity Center instance there, enabled, and of the right usage? See AWS KMS.',
  );
}
