import { closest } from '../../config/suggest.js';
import { ConfigError, Unavailable } from '../../errors.js';
import type { TargetName } from '../../model/ids.js';
import { askPeople } from '../../sync/people/ask.js';
import type { AskedPeople } from '../../sync/people/asked.js';
import { namesOf, openLinks } from '../../sync/people/named.js';
import type { Session } from '../session.js';

/** What the sources say of the people whom a run is for. Throws ConfigError for a name that nobody knows. */
export async function peopleNamed(
  { context }: Session,
  logins: readonly string[],
  targets: readonly TargetName[],
): Promise<AskedPeople> {
  refuseBlank(logins);
  const syncs = context.syncs.filter(({ to }) => targets.length === 0 || to.some(name => targets.includes(name)));
  const { people, unknown } = await askPeople(context, logins, syncs);
  const [lost] = unknown;
  if (lost === undefined) return people;
  const unread = [...people.pulled.values()].find(one => one.kind === 'unread');
  if (unread?.kind === 'unread')
    throw new Unavailable(
      `nobody who could be asked knows ${unknown.join(', ')}, and ${unread.source} could not be: ${unread.why}`,
      unread.hint,
    );
  const sources = [...people.pulled.keys()].join(', ');
  throw new ConfigError(
    `${sources} has nobody with the login ${unknown.join(', ')}`,
    `${await nearTo(lost, context)}Nothing was changed.`,
  );
}

/** A variable that was not set names nobody, and must not be asked for. Throws ConfigError. */
export function refuseBlank(logins: readonly string[]): void {
  if (logins.some(login => login.trim() === ''))
    throw new ConfigError('one of the names is empty', 'Name people by login. In a script: is the variable set?');
}

/** `Did you mean "ann@example.com"? `, of those who are linked; or nothing. */
export async function nearTo(login: string, { store, targets }: Session['context']): Promise<string> {
  const names = new Set((await openLinks(store, targets)).flatMap(namesOf));
  const near = closest(login, names);
  return near === undefined ? '' : `Did you mean "${near}"? `;
}

/** How a record says whom a run was for. */
export const forWhom = (logins: readonly string[], reason: string | undefined): string =>
  `for ${logins.join(', ')}${reason === undefined ? '' : `: ${reason}`}`;
