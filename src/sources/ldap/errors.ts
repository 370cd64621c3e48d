import { AccessDenied, NotFound, type SyncError, Unavailable, UnexpectedReply } from '../../errors.js';
import { oneLine } from '../../http/vendor-message.js';

/** Result codes that somebody here goes by (RFC 4511 §4.1.9). */
export const Code = {
  success: 0,
  timeLimitExceeded: 3,
  sizeLimitExceeded: 4,
  strongerAuthRequired: 8,
  referral: 10,
  adminLimitExceeded: 11,
  confidentialityRequired: 13,
  noSuchObject: 32,
  invalidDnSyntax: 34,
  inappropriateAuthentication: 48,
  invalidCredentials: 49,
  insufficientAccess: 50,
  busy: 51,
  unavailable: 52,
} as const;

/** The connection is gone, or the server has no time: another try may succeed. */
export class Lost extends Unavailable {}

export interface Result {
  readonly code: number;
  /** what the server says of it */
  readonly text: string;
}

/** What a refusal means to whoever runs this. `what` was asked of `system`. Every one of them means that nothing is believed (R1). */
export function resultError({ code, text }: Result, what: string, system: string): SyncError {
  const said = text === '' ? '' : `: ${oneLine(text)}`;
  const told = (words: string) => `${system} ${words} (LDAP ${code} for ${what})${said}`;
  switch (code) {
    case Code.timeLimitExceeded:
      return new UnexpectedReply(told('took longer than it lets itself'), hints.time);
    case Code.sizeLimitExceeded:
      return new UnexpectedReply(told('shows only a part of the list'), hints.size);
    case Code.adminLimitExceeded:
      return new UnexpectedReply(told('will not go through so many entries'), hints.admin);
    case Code.strongerAuthRequired:
    case Code.confidentialityRequired:
      return new AccessDenied(told('wants an encrypted connection'), 'Use ldaps:// in `url`, or `startTls: true`.');
    case Code.referral:
      return new UnexpectedReply(told('points to another server'), 'Give the `base` that this server holds, or its own `url`.');
    case Code.noSuchObject:
      return new NotFound(
        told('does not have it, or does not show it'),
        'Check that name in the config (`base`, `users.base`, `groups.base`), and what our account may see.',
      );
    case Code.invalidDnSyntax:
      return new UnexpectedReply(told('takes it for no DN'), 'Check `base` and `user`.');
    case Code.inappropriateAuthentication:
    case Code.invalidCredentials:
      return new AccessDenied(
        told('refused our credentials'),
        `${whyRefused(text)}Check \`user\` and \`password\` of "${system}".`,
      );
    case Code.insufficientAccess:
      return new AccessDenied(told('does not let us read it'), `Let the account of "${system}" read users and groups.`);
    case Code.busy:
    case Code.unavailable:
      return new Lost(told('has no time now'), 'The next run tries again. Is the server healthy?');
    default:
      return new UnexpectedReply(told('refused'), 'See what it says about the reason. Nothing was believed.');
  }
}

const hints = {
  time: 'Let the administrator raise the time limit for our account, or narrow `base` and `filter`.',
  size: 'Let the administrator lift the limit for our account. OpenLDAP counts a paged list as a whole: `size.prtotal=unlimited` in `limits` or `sizelimit`.',
  admin:
    'Let the administrator raise the limit for our account, index the attributes of the filter, or set a smaller `pageSize`.',
} as const;

/** Active Directory's reasons, which it gives as numbers of Windows (ldap.md §1, 2026-11; all but 52e from memory). */
const REASONS: Readonly<Record<string, string>> = {
  '525': 'There is no such account. ',
  '52e': 'The password is wrong. ',
  '530': 'It may not sign in at this time. ',
  '532': 'The password has expired. ',
  '533': 'The account is disabled. ',
  '701': 'The account has expired. ',
  '773': 'The password must be changed first. ',
  '775': 'The account is locked out. ',
};

const whyRefused = (text: string): string => REASONS[/\bdata ([0-9a-f]+)/.exec(text)?.[1] ?? ''] ?? '';
