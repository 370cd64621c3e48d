import { ConfigError, type SyncError, Unavailable } from '../../errors.js';
import type { AskedPeople } from '../../sync/people/asked.js';
import { type EndResult, peopleToEnd } from '../../sync/people/end.js';
import type { Call } from '../call.js';
import type { Session } from '../session.js';
import { tellWarning } from '../warnings.js';
import { nearTo, refuseBlank } from './named.js';

/** Whom to offboard. Throws ConfigError with the one reason why a name cannot be followed. */
export async function peopleToOffboard(call: Call, session: Session, logins: readonly string[]): Promise<AskedPeople> {
  refuseBlank(logins);
  const result = await peopleToEnd(session.context, logins);
  if (result.kind !== 'people') throw await refused(result, session);
  for (const { target, username } of result.strangers)
    tellWarning(
      call.screen,
      `${target} has an account ${username} that is linked with nobody: it is left as it is (rollcall links set)`,
      call.globals,
    );
  return result.people;
}

async function refused(result: Exclude<EndResult, { kind: 'people' }>, { context }: Session): Promise<SyncError> {
  const { login } = result;
  switch (result.kind) {
    case 'unknown': {
      const hint = `${await nearTo(login, context)}Name people by login, e-mail address, username in a target, or the id at the source. Nothing was changed.`;
      if (result.unread.length === 0) return new ConfigError(`nobody is known as ${login}`, hint);
      return new Unavailable(`nobody is known as ${login}, and ${result.unread.join(', ')} could not be asked`, hint);
    }
    case 'stranger': {
      const where = result.accounts.map(({ target, username }) => `${username} in ${target}`).join(', ');
      return new ConfigError(
        `${where} is linked with nobody, so that rollcall does not touch it`,
        'If it is a person’s, say whose: rollcall links set PERSON USERNAME. Otherwise switch it off in the product.',
      );
    }
    case 'noAccount':
      return new ConfigError(
        `${login} has no account that rollcall knows of`,
        'There is nothing to end. While the source says active, a sync may make one: see the filter of the sync.',
      );
    case 'ambiguous':
      return new ConfigError(
        `${login} means several people in ${result.target}: ${result.people.join(', ')}`,
        'Name the one by e-mail address or by the id at the source. Nothing was changed.',
      );
  }
}
