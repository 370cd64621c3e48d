import { prettifyError } from 'zod';
import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence, Members, SourceGroup } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { PullScope } from '../source.js';
import type { GoogleApi } from './api.js';
import { type Direct, type Known, readDirect } from './direct.js';
import { readList } from './lists.js';
import { flattened } from './nesting.js';
import { GROUP_FIELDS, GroupRow } from './schema.js';
import { type GoogleSettings, scopeOf } from './settings.js';

export interface Groups {
  readonly groups: ReadonlyMap<SourceGroupId, SourceGroup>;
  readonly evidence: readonly ListEvidence[];
}

interface Everybody {
  /** whoever may be a member where all of the customer are */
  readonly ids: Iterable<PersonId>;
  readonly isPerson: Known['isPerson'];
  readonly isLeftOut: Known['isLeftOut'];
}

/** All groups by name, those in scope with their members. */
export async function readGroups(
  api: GoogleApi,
  settings: GoogleSettings,
  scope: Pick<PullScope, 'group'>,
  everybody: Everybody,
  options: ReadOptions,
): Promise<Groups> {
  const { rows, evidence } = await readOutline(api, settings, options);
  const nameOf = (row: GroupRow) => ({ id: row.id, name: row[settings.groupNames] });
  const named = [...rows.values()].map(nameOf);
  const wanted = named.filter(scope.group).map(({ id }) => id);
  const direct = await readNested(api, rows, wanted, everybody, options);
  const members = new Map(wanted.map(id => [id, flattened(id, direct, everybody.ids)]));
  const notRead: Members<PersonId> = { kind: 'notRead' };
  return {
    groups: new Map(named.map(group => [group.id, { ...group, members: members.get(group.id) ?? notRead }])),
    evidence: [evidence, ...[...direct.values()].flatMap(each => (each.kind === 'read' ? [each.evidence] : []))],
  };
}

/** All groups of the customer or the domain, without members. */
async function readOutline(api: GoogleApi, settings: GoogleSettings, { signal, onProgress }: ReadOptions) {
  const query = { ...scopeOf(settings), orderBy: 'email' };
  const request = { what: 'groups', path: 'groups', kind: 'groups', fields: GROUP_FIELDS, query, signal, onProgress } as const;
  const { rows, evidence } = await readList(api, request);
  return { rows: new Map(rows.map(groupOf).map(row => [row.id, row])), evidence };
}

function groupOf(row: unknown): GroupRow {
  const { data, error } = GroupRow.safeParse(row);
  if (error === undefined) return data;
  throw new UnexpectedReply(
    `Google sent a group that we do not understand: ${prettifyError(error).replaceAll(/\s+/g, ' ')}`,
    'Nothing was believed. Its API may have changed.',
  );
}

/** The direct members of these and of all groups in them, each list once, level by level. One that fails alone is unknown (R1). */
async function readNested(
  api: GoogleApi,
  rows: ReadonlyMap<SourceGroupId, GroupRow>,
  wanted: readonly SourceGroupId[],
  everybody: Everybody,
  { signal, onProgress }: ReadOptions,
): Promise<ReadonlyMap<SourceGroupId, Direct>> {
  const known = { ...everybody, isGroup: (id: SourceGroupId) => rows.has(id) };
  const direct = new Map<SourceGroupId, Direct>();
  let done = 0;
  for (let level = wanted; level.length > 0; level = notYet(direct)) {
    const read = await eachAlone(level, {
      signal,
      failed: (why): Direct => ({ kind: 'unknown', why }),
      task: async id => {
        const members = await readDirect(api, rows.get(id) ?? { id, name: id }, known, signal);
        done += 1;
        onProgress?.({ what: 'members', done, total: direct.size + level.length });
        return members;
      },
    });
    for (const [at, id] of level.entries()) direct.set(id, read[at] ?? { kind: 'unknown', why: 'not asked' });
  }
  return direct;
}

/** Groups that stand in others and were not read. */
function notYet(direct: ReadonlyMap<SourceGroupId, Direct>): readonly SourceGroupId[] {
  const nested = [...direct.values()].flatMap(each => (each.kind === 'read' ? each.groups : []));
  return [...new Set(nested)].filter(id => !direct.has(id));
}
