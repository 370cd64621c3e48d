import { UnexpectedReply } from '../../errors.js';
import type { HttpReply } from '../../http/client.js';
import type { Fact, Outcome } from '../../model/change.js';
import type { AccountId } from '../../model/ids.js';
import { asOutcome } from '../outcome.js';
import type { AddMember } from '../target.js';
import { findGroup } from './groups.js';
import { findAccount, findMember } from './lookup.js';
import { readMembers } from './members.js';
import { failed, isMissingObject, refusal } from './refusal.js';
import { accountOf } from './schema.js';
import { isDone, type Session, usernameOf, write } from './session.js';

/** The most of one call: no limit is documented (bitbucket-dc sheet §3, November 2026). */
export const MOST = 100;

/** Additions to one group in as few calls as it takes; how each ended, in the same order. */
export async function addMembers(
  session: Session,
  commands: readonly AddMember[],
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const outcomes = new Map<AddMember, Outcome>();
  const whole = await asOutcome(signal, session.http, async () => {
    const there = await alreadyIn(session, commands, signal);
    for (const command of commands) if (there.has(command.account.id)) outcomes.set(command, so('alreadySo', command));
    const missing = commands.filter(({ account }) => !there.has(account.id));
    for (const [command, outcome] of await sendSplit(session, missing, signal)) outcomes.set(command, outcome);
    return { kind: 'notRun', because: 'it was not reached' };
  });
  return commands.map(command => outcomes.get(command) ?? whole);
}

/** Bitbucket answers the same whether somebody was in the group or not, and an undo must know whom we did not put there (A8). */
async function alreadyIn(session: Session, commands: readonly AddMember[], signal: AbortSignal): Promise<ReadonlySet<AccountId>> {
  const [first] = commands;
  if (first === undefined) return new Set();
  const made = session.made.get(first.group.id);
  if (made !== undefined) return made;
  if (commands.length === 1) {
    const account = { id: first.account.id, username: usernameOf(session, first.account) };
    const member = await findMember(session, first.group.name, account, signal);
    return new Set(member === undefined ? [] : [member.id]);
  }
  const { members } = await readMembers(session, first.group.name, signal);
  if (members.kind === 'read') return members.ids;
  if ((await findGroup(session, first.group.name, signal)) === undefined) return new Set(); // the writes say so of each
  throw new UnexpectedReply(
    `nobody knows who is in ${first.group.name} already: ${members.kind === 'unknown' ? members.why : 'not read'}`,
    'Nobody was added, since an undo could not tell whom. The next run tries again.',
  );
}

type Ended = readonly (readonly [AddMember, Outcome])[];

/** All or nothing is what Bitbucket does with a call: where one name spoils it, the halves are tried, until it stands alone. */
async function sendSplit(session: Session, commands: readonly AddMember[], signal: AbortSignal): Promise<Ended> {
  const [first] = commands;
  if (first === undefined) return [];
  if (commands.length === 1) return [[first, await asOutcome(signal, session.http, () => addOne(session, first, signal))]];
  const reply = await send(session, commands, signal);
  if (isDone(reply)) return commands.map(command => [command, added(session, command)]);
  // this says something of our account, and so the same of each of them
  if (reply.status === 401) return commands.map(command => [command, refusal(whatOf(command), reply)]);
  if (reply.status === 404 && (await findGroup(session, first.group.name, signal)) === undefined)
    return commands.map(command => [command, groupGone(command)]);
  const middle = Math.ceil(commands.length / 2);
  return [
    ...(await sendSplit(session, commands.slice(0, middle), signal)),
    ...(await sendSplit(session, commands.slice(middle), signal)),
  ];
}

const send = (session: Session, commands: readonly AddMember[], signal: AbortSignal): Promise<HttpReply> => {
  const json = { group: commands[0]?.group.name, users: commands.map(({ account }) => usernameOf(session, account)) };
  return write(session, { method: 'POST', path: 'admin/groups/add-users', json }, signal);
};

/** A name that is not known may be an old one: then once more by the new one. */
async function addOne(session: Session, command: AddMember, signal: AbortSignal): Promise<Outcome> {
  const name = usernameOf(session, command.account);
  const reply = await send(session, [command], signal);
  if (isDone(reply)) return added(session, command);
  if (reply.status === 401) return refusal(whatOf(command), reply);
  const user = await findAccount(session, command.account, signal);
  if (user === undefined)
    return failed(`could not ${whatOf(command)}: the account is not there any more`, 'The next run sees it and closes the link.');
  if (isMissingObject(reply) && user.name !== name) return addOne(session, command, signal);
  const group = await findGroup(session, command.group.name, signal);
  if (group === undefined) return groupGone(command);
  const learned: Fact | undefined = !group.deletable
    ? { kind: 'readOnlyGroup', group: command.group.id }
    : accountOf(user).readOnly?.memberships === undefined
      ? undefined
      : { kind: 'readOnlyAccount', account: command.account.id };
  return refusal(whatOf(command), reply, learned === undefined ? {} : { learned });
}

function added(session: Session, command: AddMember): Outcome {
  session.made.get(command.group.id)?.add(command.account.id);
  return so('applied', command);
}

const so = (kind: 'applied' | 'alreadySo', { account, group }: AddMember): Outcome => ({ kind, account, group });
const whatOf = ({ account, group }: AddMember) => `add ${account.username} to ${group.name}`;
const groupGone = (command: AddMember) =>
  failed(`could not ${whatOf(command)}: the group is not there any more`, 'The next run makes it anew, if it may.');
