import { prettifyError } from 'zod';
import { UnexpectedReply } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { ListEvidence } from '../../model/directory.js';
import type { SourceGroupId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { KeycloakApi } from './api.js';
import { type Pass, readList, readSteadily, uncounted } from './lists.js';
import { GroupCount, GroupRow } from './schema.js';

/** A group and where it stands. */
export interface TreeGroup {
  readonly id: SourceGroupId;
  readonly name: string;
  /** the names from the top down; a name may hold the `/` too, so this is for people to read */
  readonly path: string;
  readonly parent?: SourceGroupId;
}

export interface Tree {
  /** parents before their children */
  readonly groups: ReadonlyMap<SourceGroupId, TreeGroup>;
  readonly evidence: ListEvidence;
}

/** All groups of the realm by name, however deep; as many as Keycloak counts, or it rejects (R1). */
export const readTree = (api: KeycloakApi, options: ReadOptions): Promise<Tree> =>
  readSteadily('groups', () => walk(api, options));

async function walk(api: KeycloakApi, { signal, onProgress }: ReadOptions): Promise<Pass<Tree>> {
  const groups = new Map<SourceGroupId, TreeGroup>();
  let pages = 0;
  const list = async (path: string) => {
    const query = { briefRepresentation: true }; // its default differs from list to list (keycloak.md §2, 2026-11)
    const { rows, evidence } = await readList(api, { what: 'groups', path, query, signal });
    pages += evidence.pages;
    return rows;
  };

  for (let level: readonly Level[] = [{ rows: await list('groups') }]; level.length > 0; ) {
    const parents = level.flatMap(({ parent, rows }) => rows.map(row => ({ row: groupOf(row), parent })));
    for (const { row, parent } of parents) {
      const path = parent === undefined ? row.name : `${parent.path}/${row.name}`;
      groups.set(row.id, { id: row.id, name: row.name, path, ...(parent !== undefined && { parent: parent.id }) });
    }
    onProgress?.({ what: 'groups', done: groups.size });
    level = await childrenOf(
      parents.flatMap(({ row }) => known(groups, row)),
      list,
      signal,
    );
  }

  const count = await api.get('groups/count', {}, GroupCount, signal);
  if (count !== groups.size) return uncounted(groups.size, count);
  const evidence = { what: 'groups', pages, rows: groups.size, end: 'as many groups as Keycloak counts', total: count };
  return { kind: 'whole', groups, evidence };
}

interface Level {
  readonly parent?: TreeGroup;
  readonly rows: readonly unknown[];
}

interface Parent extends Pick<ReturnType<typeof groupOf>, 'subGroups' | 'subGroupCount'> {
  readonly group: TreeGroup;
}

function known(groups: Tree['groups'], { id, subGroups, subGroupCount }: ReturnType<typeof groupOf>): readonly Parent[] {
  const group = groups.get(id);
  return group === undefined || Math.max(subGroups.length, subGroupCount) === 0 ? [] : [{ group, subGroups, subGroupCount }];
}

/** Old servers send the children along; since 23 `subGroups` is empty and says nothing (keycloak.md §2, 2026-11). */
const childrenOf = (parents: readonly Parent[], list: (path: string) => Promise<readonly unknown[]>, signal: AbortSignal) =>
  eachAlone(parents, {
    signal,
    fatal: () => true, // a part of the tree is none
    failed: (): Level => ({ rows: [] }),
    task: async ({ group, subGroups, subGroupCount }): Promise<Level> => ({
      parent: group,
      rows: subGroups.length >= subGroupCount ? subGroups : await list(`groups/${pathSegment(group.id, 'Keycloak')}/children`),
    }),
  });

function groupOf(row: unknown) {
  const { data, error } = GroupRow.safeParse(row);
  if (error === undefined) return data;
  throw new UnexpectedReply(
    `Keycloak sent a group that we do not understand: ${prettifyError(error)}`,
    'Nothing was believed. Its API may have changed.',
  );
}
