import { basename } from 'node:path';
import { Interrupted, SyncError } from '../../errors.js';
import type { Finding } from '../../model/finding.js';
import { type PersonId, providerId } from '../../model/ids.js';
import { defineSource, type LookedUp } from '../source.js';
import { readDocument } from './document.js';
import { readGroups } from './groups.js';
import { type People, readPeople } from './people.js';
import { attributeTypes, FileSettings } from './settings.js';
import { pickPeople, someGroups } from './some-people.js';
import { readTables } from './tables.js';

/** People and groups from CSV, YAML or JSON files. */
export const file = defineSource({
  kind: 'file',
  settings: FileSettings,
  paths: ['users', 'memberships', 'path'],
  attributes: attributeTypes,

  create(name, settings) {
    const { users, memberships, path } = settings;
    const main = basename(path ?? users ?? '');
    const provider = providerId(settings.id ?? `file:${main}`);
    const types = attributeTypes(settings);

    const read = async (signal: AbortSignal) => {
      if (signal.aborted) throw new Interrupted('Stopped on request.', 'Run the same command again.');
      const raw = path === undefined ? await readTables(users ?? '', memberships, signal) : await readDocument(path, signal);
      return { raw, found: readPeople(raw.users, raw.hasIds, types) };
    };

    return {
      name,
      provider,

      async pull(scope, { signal, onProgress }) {
        const readAt = new Date().toISOString();
        const { raw, found } = await read(signal);
        const list = (what: string, rows: number) => ({ what, pages: 1, rows, end: 'end of file' });
        onProgress?.({ what: 'users', done: raw.users.length, total: raw.users.length });
        return {
          provider,
          ...found,
          groups: readGroups(raw.groups, found, scope),
          evidence: { readAt, calls: raw.files, lists: [list('users', raw.users.length), list('groups', raw.groups.length)] },
        };
      },

      async pullPeople(whom, { signal }) {
        const readAt = new Date().toISOString();
        const { raw, found } = await read(signal);
        const groups = readGroups(raw.groups, found, { group: () => true });
        const { people, ...rest } = pickPeople(found, whom, id => lookUp(found, id, main));
        const evidence = { readAt, calls: raw.files, lists: [] };
        const directory = { provider, people, groups: someGroups(groups, people), quarantined: found.quarantined, evidence };
        return { directory, ...rest };
      },

      async lookup(ids, { signal }) {
        const answer = await read(signal).then(
          ({ found }) =>
            (id: PersonId) =>
              lookUp(found, id, main),
          error => {
            if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
            return (): LookedUp => ({ kind: 'unknown', why: error.message });
          },
        );
        return new Map(ids.map(id => [id, answer(id)]));
      },

      async check({ signal }) {
        try {
          const { raw, found } = await read(signal);
          const groups = readGroups(raw.groups, found, { group: () => true });
          const unknown = [...groups.values()].flatMap(({ name, members }) =>
            members.kind === 'unknown' ? [`group ${name} cannot be used: ${members.why}`] : [],
          );
          return [...counts(main, found, groups.size, raw.hasIds), ...unknown.map(what => warning(what, 'Correct the line.'))];
        } catch (error) {
          if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
          return [{ level: 'problem', what: error.message, hint: error.hint }];
        }
      },
    };
  },
});

/** A file says who is there. Who is not may have left, or be forgotten: never stated (R5). */
function lookUp({ people, quarantined }: People, id: PersonId, main: string): LookedUp {
  const person = people.get(id);
  if (person?.standing.kind === 'inactive') return { kind: 'inactive', status: person.standing.status, person };
  if (person !== undefined) return { kind: 'present' };
  const odd = quarantined.find(row => row.id === id) ?? quarantined.find(row => row.id === undefined);
  return odd === undefined
    ? { kind: 'outOfScope', why: `no longer in ${main}` }
    : { kind: 'unknown', why: `${odd.where}: ${odd.problem}` };
}

const warning = (what: string, hint: string): Finding => ({ level: 'warning', what, hint });

function counts(main: string, { people, quarantined }: People, groups: number, hasIds: boolean): Finding[] {
  const inactive = [...people.values()].filter(({ standing }) => standing.kind !== 'active').length;
  return [
    {
      level: 'ok',
      what: `${main}: ${counted(people.size, 'person', 'people')}, ${inactive} of them inactive; ${counted(groups, 'group')}`,
    },
    ...(hasIds
      ? []
      : [
          warning(
            `${main} has no ids: a changed login looks like one who left and one who joined`,
            'Add a column id that never changes.',
          ),
        ]),
    ...quarantined.map(({ where, problem }) =>
      warning(`${where} is not understood: ${problem}`, 'Correct the line; its person is left as is.'),
    ),
  ];
}

const counted = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
