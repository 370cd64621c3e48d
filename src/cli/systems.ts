import type { SourceDirectory, TargetDirectory } from '../model/directory.js';
import type { AccountId, SourceName, TargetName } from '../model/ids.js';
import type { Source } from '../sources/source.js';
import type { Session } from './session.js';

/** Accounts and names of groups of a target, no members; `id` too, should the target's list leave it out. */
export async function readTarget({ context }: Session, name: TargetName, id?: AccountId): Promise<TargetDirectory> {
  const target = context.targets.find(each => each.target.name === name)?.target;
  if (target === undefined) throw new Error(`no target ${name}`);
  return target.read({ membersOf: () => false, ...(id === undefined ? {} : { accounts: [id] }) }, { signal: context.signal });
}

export function sourceNamed({ context }: Session, name: SourceName): Source {
  const source = context.sources.find(each => each.source.name === name)?.source;
  if (source === undefined) throw new Error(`no source ${name}`);
  return source;
}

/** People and names of groups of a source, no members. */
export const pullPeople = ({ context }: Session, source: Source): Promise<SourceDirectory> =>
  source.pull({ group: () => false }, { signal: context.signal });
