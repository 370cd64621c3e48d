import { basename } from 'node:path';
import { nameKey } from '../../model/names.js';
import { foldHeader, readTable, type Table } from './csv.js';
import { fileProblem, type Raw, type RawGroup, type RawUser } from './raw.js';

/** People and memberships from CSV files: `login,…` and `group,member[,groupId]`. */
export async function readTables(users: string, memberships: string | undefined, signal: AbortSignal): Promise<Raw> {
  const people = await readTable(users, signal);
  const members = memberships === undefined ? undefined : await readTable(memberships, signal);
  if (!people.columns.some(column => foldHeader(column) === 'login'))
    throw fileProblem(
      `${basename(users)}:1`,
      'there is no column login',
      `The first line must name the columns; it has ${people.columns.join(', ')}.`,
    );
  return {
    users: people.rows.map(({ where, cells, odd }): RawUser => {
      const fields = Object.fromEntries(people.columns.map((column, at) => [column, cells[at] ?? '']));
      return odd === undefined ? { where, fields } : { where, fields: {}, odd };
    }),
    groups: members === undefined ? [] : groupsOf(basename(memberships ?? ''), members),
    hasIds: people.columns.some(column => foldHeader(column) === 'id'),
    files: members === undefined ? 1 : 2,
  };
}

/** A line without a member says that the group is there. A line that we do not understand may belong to any group: an error. */
function groupsOf(file: string, { columns, rows }: Table): RawGroup[] {
  const place = (name: string) => columns.findIndex(column => foldHeader(column) === name);
  const [group, member, groupId] = [place('group'), place('member'), place('groupid')];
  if (group < 0 || member < 0)
    throw fileProblem(`${file}:1`, 'there is no column group or none member', `It has ${columns.join(', ')}.`);

  const groups = new Map<string, { id: string; name: string; members: { where: string; member: string }[] }>();
  for (const { where, cells, odd } of rows) {
    const name = cells[group] ?? '';
    const id = groupId < 0 ? nameKey(name) : (cells[groupId] ?? '');
    if (odd !== undefined || name === '' || id === '')
      throw fileProblem(where, odd ?? 'no group', 'Correct the line; nothing was believed.');
    const known = groups.get(id) ?? { id, name, members: [] };
    if (nameKey(known.name) !== nameKey(name))
      throw fileProblem(where, `group ${id} is called ${name} here and ${known.name} before`, 'Use one name.');
    groups.set(id, known);
    if (cells[member]) known.members.push({ where, member: cells[member] });
  }
  return [...groups.values()];
}
