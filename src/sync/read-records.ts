import type { TargetDirectory } from '../model/directory.js';
import type { TargetName } from '../model/ids.js';
import type { ReadRecord } from '../state/store.js';
import { activePeople } from './guards/shrunk-source.js';
import type { PulledWhole } from './judge.js';

/** How a source was read, for the record (R1); `before`: the last whole read. Pure. */
export function sourceRecord(pulled: PulledWhole, now: string, before: ReadRecord | undefined): ReadRecord {
  if (pulled.kind === 'unread')
    return {
      system: pulled.source,
      kind: 'source',
      readAt: now,
      result: { kind: 'failed', problem: pulled.why, hint: pulled.hint },
    };
  const { people, groups, quarantined, evidence } = pulled.directory;
  const active = activePeople({ people });
  return {
    system: pulled.source,
    kind: 'source',
    readAt: evidence.readAt,
    result: {
      kind: 'whole',
      ...{ calls: evidence.calls, lists: evidence.lists, people: active, groups: groups.size, quarantined: quarantined.length },
      unknownGroups: [...groups.values()].filter(({ members }) => members.kind === 'unknown').map(({ name }) => name),
      ...earlier(before),
    },
  };
}

/** How a target was read. Pure. */
export function targetRecord(
  target: TargetName,
  { accounts, groups, evidence }: TargetDirectory,
  before: ReadRecord | undefined,
): ReadRecord {
  return {
    system: target,
    kind: 'target',
    readAt: evidence.readAt,
    result: {
      kind: 'whole',
      ...{ calls: evidence.calls, lists: evidence.lists, people: accounts.size, groups: groups.size, quarantined: 0 },
      unknownGroups: [...groups.values()].filter(({ members }) => members.kind === 'unknown').map(({ name }) => name),
      ...earlier(before),
    },
  };
}

function earlier(before: ReadRecord | undefined) {
  if (before?.result.kind !== 'whole') return {};
  const { people, groups } = before.result;
  return { before: { readAt: before.readAt, people, groups } };
}
