import { AccessDenied } from '../../errors.js';
import type { ListEvidence, Members } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { KeycloakApi } from './api.js';
import { readList } from './lists.js';
import { MemberRow } from './schema.js';

/** A group or a role with a list of its own, and whose members are its members too: groups below it, who has a role. */
export interface Circle {
  readonly id: SourceGroupId;
  readonly name: string;
  /** its own list, below the realm */
  readonly path: string;
  readonly from: readonly SourceGroupId[];
  /** why `from` may lack some */
  readonly doubt?: string;
}

export type Circles = ReadonlyMap<SourceGroupId, Circle>;

export interface ReadMembers {
  readonly members: ReadonlyMap<SourceGroupId, Members<PersonId>>;
  readonly evidence: readonly ListEvidence[];
}

/** The members of these, those who come through nesting too (G9). What cannot be read makes unknown whatever needs it (R1). */
export async function readMembers(
  api: KeycloakApi,
  circles: Circles,
  wanted: readonly SourceGroupId[],
  isPerson: (id: PersonId) => boolean,
  options: ReadOptions,
): Promise<ReadMembers> {
  const needed = [...reachable(circles, wanted)];
  let done = 0;
  const lists = await eachAlone(needed, {
    signal: options.signal,
    fatal: error => error instanceof AccessDenied,
    failed: (why): Own => ({ members: { kind: 'unknown', why } }),
    task: async circle => {
      const own = await readOwn(api, circle, isPerson, options.signal);
      done += 1;
      options.onProgress?.({ what: 'members', done, total: needed.length });
      return own;
    },
  });
  const own = new Map(needed.map(({ id }, at) => [id, lists[at]?.members ?? { kind: 'unknown' as const, why: 'not asked' }]));
  return {
    members: new Map(wanted.map(id => [id, together(circles, id, own)])),
    evidence: lists.flatMap(({ evidence }) => (evidence === undefined ? [] : [evidence])),
  };
}

/** These, and whatever their members come from; each once, so that circular nesting ends. */
export function reachable(circles: Circles, from: readonly SourceGroupId[]): ReadonlySet<Circle> {
  const found = new Set<Circle>();
  const queue = [...from];
  for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
    const circle = circles.get(id);
    if (circle === undefined || found.has(circle)) continue;
    found.add(circle);
    queue.push(...circle.from);
  }
  return found;
}

interface Own {
  readonly members: Members<PersonId>;
  readonly evidence?: ListEvidence;
}

/** A member whom the list of users lacks stays one (somebody new, somebody odd), unless it is a service account: that is nobody. */
async function readOwn(
  api: KeycloakApi,
  { name, path }: Circle,
  isPerson: (id: PersonId) => boolean,
  signal: AbortSignal,
): Promise<Own> {
  const { rows, evidence } = await readList(api, {
    what: `members of ${name}`,
    path,
    query: { briefRepresentation: true },
    signal,
  });
  const members = rows.map(row => MemberRow.safeParse(row));
  const broken = members.find(({ success }) => !success);
  if (broken !== undefined) return { members: { kind: 'unknown', why: `a member that we do not understand, in ${path}` } };
  const ids = members.flatMap(({ data }) =>
    data === undefined || (data.isServiceAccount && !isPerson(data.id)) ? [] : [data.id],
  );
  return { members: { kind: 'read', ids: new Set(ids) }, evidence };
}

function together(circles: Circles, id: SourceGroupId, own: ReadonlyMap<SourceGroupId, Members<PersonId>>): Members<PersonId> {
  const ids = new Set<PersonId>();
  for (const circle of reachable(circles, [id])) {
    const members = own.get(circle.id);
    if (circle.doubt !== undefined) return { kind: 'unknown', why: `${circle.name}: ${circle.doubt}` };
    if (members?.kind !== 'read') return unknown(circle, id, members);
    for (const member of members.ids) ids.add(member);
  }
  return { kind: 'read', ids };
}

function unknown(circle: Circle, of: SourceGroupId, members: Members<PersonId> | undefined): Members<PersonId> {
  const why = members?.kind === 'unknown' ? members.why : 'not asked';
  return { kind: 'unknown', why: circle.id === of ? why : `members of ${circle.name}: ${why}` };
}
