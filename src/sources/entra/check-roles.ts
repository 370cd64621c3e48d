import type { Finding } from '../../model/finding.js';
import { grant, mayRead, type Part, PERMISSIONS } from './permissions.js';
import type { EntraSettings } from './settings.js';

/** What the token's application permissions open, and what they lack or have too much of. Pure. */
export function roleFindings(roles: readonly string[] | undefined, { app }: Pick<EntraSettings, 'app'>): readonly Finding[] {
  if (roles === undefined)
    return [
      {
        level: 'info',
        what: 'the permissions of the app cannot be read from its token',
        hint: 'What it may read is tried below.',
      },
    ];
  const needed: readonly Part[] = ['users', 'groups', ...(app === undefined ? [] : ['app' as const])];
  const missing = needed.filter(part => !mayRead(roles, part)).map(part => PERMISSIONS[part][0]);
  const tooMuch = roles.filter(role => /Write|Manage/.test(role));
  return [
    ...missing.map(
      (permission): Finding => ({
        level: 'problem',
        what: `the app lacks the permission ${permission}`,
        hint: grant(permission),
      }),
    ),
    ...(roles.includes('Member.Read.Hidden')
      ? []
      : [{ level: 'info', what: 'groups with hidden membership are unknown to us', hint: HIDDEN } as const]),
    ...(tooMuch.length === 0
      ? []
      : [
          {
            level: 'warning',
            what: `the app may do more than it needs: ${tooMuch.toSorted().join(', ')}`,
            hint: 'rollcall only reads. Take these permissions away from it.',
          } as const,
        ]),
  ];
}

const HIDDEN = `Where rules name such groups: ${grant('Member.Read.Hidden').replace(/^I/, 'i')}`;
