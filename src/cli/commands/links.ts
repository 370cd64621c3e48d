import { ConfigError, ExitCode, Interrupted, SyncError } from '../../errors.js';
import { accountId, type ProviderId, personKey, splitPersonKey, type TargetName } from '../../model/ids.js';
import { nameKey } from '../../model/names.js';
import { linksJson } from '../../report/json.js';
import { type NamedLink, renderLinks } from '../../report/text.js';
import type { Link } from '../../state/store.js';
import type { Call } from '../call.js';
import { oneSource, oneTarget } from '../choose.js';
import { accountNamed, linkTo, personNamed } from '../link.js';
import { onRecord, type RecordFlags } from '../recorded.js';
import { openSession, type Session } from '../session.js';
import { pullPeople, readTarget, sourceNamed } from '../systems.js';

export async function listLinks(call: Call, { target }: { readonly target?: string }): Promise<ExitCode> {
  await using session = await openSession(call, 'read');
  const { config, store } = session;
  const names = target === undefined ? config.targets.map(({ name }) => name) : [oneTarget(config, target)];
  const links: NamedLink[] = [];
  for (const name of names) links.push(...(await namedLinks(call, session, name, await store.links(name))));
  await session.listener.settle();
  call.screen.show(
    call.globals,
    () => linksJson(links),
    () => renderLinks(links, call.screen.paper()),
  );
  return ExitCode.Done;
}

/** Accounts are remembered by their ids; what they are called is asked of the target, and without an answer the ids are shown. */
async function namedLinks(call: Call, session: Session, target: TargetName, links: readonly Link[]): Promise<NamedLink[]> {
  if (links.length === 0) return [];
  const directory = await readTarget(session, target).catch((error: unknown) => {
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    call.screen.complain(`${error.message}. Accounts of ${target} are shown by their ids.`);
    return undefined;
  });
  return links.map(link => {
    const username = directory?.accounts.get(link.account)?.username;
    return { link, login: loginOf(link), ...(username === undefined ? {} : { username }) };
  });
}

interface SetFlags extends RecordFlags {
  readonly source?: string;
}

/** Settles what match keys may not: this account is that person's (C2, C5). Both must be there; nothing in the target is changed. */
export async function setLink(call: Call, who: string, username: string, flags: SetFlags): Promise<ExitCode> {
  await using session = await openSession(call, 'write');
  const { config, store, now } = session;
  const target = oneTarget(config, flags.target);
  const feeding = config.syncs.filter(({ to }) => to.includes(target));
  const sources = config.sources.filter(({ name }) => feeding.some(({ from }) => from === name));
  const source = sourceNamed(session, oneSource(sources, flags.source));
  const person = personNamed(await pullPeople(session, source), who, source.name);
  const account = accountNamed(await readTarget(session, target, accountId(username)), username, target);
  const key = personKey(source.provider, person.id);
  const links = await store.links(target);
  const other = links.find(
    link => link.account === account.id && link.status === 'open' && link.person !== key && isOf(link, source.provider),
  );
  if (other !== undefined)
    throw new ConfigError(
      `the account ${account.username} of ${target} is linked to ${loginOf(other)}`,
      `If that is wrong: rollcall links forget ${loginOf(other)}, then again.`,
    );
  const syncs = feeding.filter(({ from }) => from === source.name);
  const what = `link ${person.login} with ${account.username} in ${target}`;
  const exitCode = await onRecord(call, session, { command: 'links', what, flags }, () =>
    store.putLink(linkTo({ target, key, person, account, syncs, before: links.find(link => link.person === key), now: now() })),
  );
  call.screen.tell(`Linked: ${person.login} has the account ${account.username} in ${target}.`);
  return exitCode;
}

/** The pair is forgotten, and the account left as it is; the next run correlates the person anew. */
export async function forgetLink(call: Call, who: string, flags: RecordFlags): Promise<ExitCode> {
  await using session = await openSession(call, 'write');
  const { config, store } = session;
  const target = oneTarget(config, flags.target);
  const [link, ...others] = (await store.links(target)).filter(each => isAbout(each, who));
  if (link === undefined)
    throw new ConfigError(
      `nobody called ${who} is linked in ${target}`,
      'See: rollcall links list. The id at the source works too.',
    );
  if (others.length > 0)
    throw new ConfigError(`${others.length + 1} links in ${target} are about ${who}`, 'Say which by the id at the source.');

  const what = `forget the link of ${loginOf(link)} in ${target}`;
  const exitCode = await onRecord(call, session, { command: 'links', what, flags }, async () => {
    await store.forgetLink(target, link.person);
  });
  call.screen.tell(`Forgotten: the link of ${loginOf(link)} in ${target}. The account is as it was.`);
  return exitCode;
}

const isOf = ({ person }: Link, provider: ProviderId): boolean => splitPersonKey(person).provider === provider;

const loginOf = ({ person, values }: Link): string => values.username ?? values.email ?? splitPersonKey(person).id;

const isAbout = ({ person, values }: Link, who: string): boolean =>
  splitPersonKey(person).id === who ||
  [values.username, values.email].some(value => value !== undefined && nameKey(value) === nameKey(who));
