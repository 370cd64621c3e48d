import { describe, expect, it } from 'vitest';
import { JIRA, managed, NOW, pulled, sourceGroup, unread } from '../../test/directories.js';
import { manual, onTheFly, type SyncText, sync } from '../../test/rules.js';
import { providerId, sourceName } from '../model/ids.js';
import { nameKey } from '../model/names.js';
import type { SyncWishes } from '../model/plan.js';
import type { ManagedGroup } from '../state/store.js';
import { rulesText, unheardIn, wishesOf } from './last-wishes.js';
import { map } from './map.js';

const IDCS = providerId('idcs.example.com');
const partners = (groups: NonNullable<SyncText['groups']>, name = 'partners') => sync({ name, from: 'idcs', groups });
const byPattern = partners({ onTheFly: [onTheFly('team-.*')] });

/** The target stores group names without spaces around them. */
const input = (
  syncs: readonly ReturnType<typeof partners>[],
  more: { wishes?: SyncWishes[]; managed?: ManagedGroup[] } = {},
) => ({
  ...{ target: JIRA, syncs, links: [], managed: [], sightings: [], now: NOW, storedGroup: (name: string) => name.trim() },
  pulled: new Map([[sourceName('idcs'), unread('idcs')]]),
  providers: new Map([[sourceName('idcs'), IDCS]]),
  ...more,
});
const remembered = (of: ReturnType<typeof partners>, ...groups: readonly string[]): SyncWishes => ({
  ...{ sync: of.name, readAt: NOW, rules: rulesText(of), groups: groups.map(nameKey) },
});
const mayWant = (group: string, ...args: Parameters<typeof input>) => unheardIn(input(...args))(group, new Set()).length > 0;

describe('DESIGN §2: what is remembered of a source that was read', () => {
  it('are the groups that its patterns named, each once and in order, as names are compared', () => {
    const names = ['Team-B', 'team-a', 'TEAM-b '];
    const read = pulled({ groups: names.map(name => sourceGroup(name, [])), provider: IDCS }, {}, 'idcs');
    const rules = partners({ manual: [manual('team-a', 'spelled')], onTheFly: [onTheFly('.*'), onTheFly('team-a')] });
    const { wishes } = map({ ...input([rules, sync()]), pulled: new Map([[read.source, read]]) });
    expect(wishes).toEqual([remembered(rules, 'team-b')]);
    const all = map({ ...input([partners({ onTheFly: [onTheFly('.*')] })]), pulled: new Map([[read.source, read]]) });
    expect(all.wishes.map(({ groups }) => groups)).toEqual([['team-a', 'team-b']]);
  });

  it('is nothing of one that was not', () => {
    expect(wishesOf(input([byPattern]), [])).toEqual([]);
  });
});

describe('DESIGN §2: what a source that could not be read may want', () => {
  it('is said once where its rules spell the group: that is unknown by itself', () => {
    const both = partners({ manual: [manual('X', 'team-a')], onTheFly: [onTheFly('team-.*')] });
    const { desired } = map(input([both]));
    expect(desired.groups.get(nameKey('team-a'))?.unknown).toEqual(['source idcs could not be read']);
  });

  it('is nothing by patterns where it has none, not even in groups that were filled from there', () => {
    const kept = managed('team-a', [], { from: [{ provider: IDCS, id: 'g-x', name: 'x' }] });
    expect(mayWant('team-a', [partners({ manual: [manual('X', 'ops')] })], { managed: [kept] })).toBe(false);
  });

  it('G8: is any group that was filled from there, as names are compared', () => {
    const kept = managed('Ops', [], {
      from: [
        { provider: providerId('old'), id: 'g-x', name: 'x' },
        { provider: IDCS, id: 'g-x', name: 'x' },
      ],
    });
    expect(mayWant(' OPS ', [byPattern], { managed: [kept] })).toBe(true);
    expect(mayWant('dev', [byPattern], { managed: [kept] })).toBe(false);
  });

  it('is any group that any of its patterns may name, as the config writes the name or as the target stores it', () => {
    const two = partners({ onTheFly: [onTheFly('x'), onTheFly('team-.*')] });
    expect(mayWant('team-a', [two])).toBe(true);
    expect(mayWant(' team-a', [two])).toBe(true);
    expect(mayWant(' x', [partners({ onTheFly: [onTheFly(' x')] })])).toBe(true);
    expect(mayWant('ops', [two])).toBe(false);
  });

  it('is what it wanted last, where that is remembered of it under these rules, as names are compared', () => {
    const wishes = [remembered(byPattern, 'team-a')];
    expect(mayWant(' TEAM-a', [byPattern], { wishes })).toBe(true);
    expect(mayWant('team-b', [byPattern], { wishes })).toBe(false);
    const other = partners({ onTheFly: [onTheFly('.*')] });
    expect(mayWant('team-b', [other], { wishes })).toBe(true);
  });

  it('is not what another sync of the same rules wanted', () => {
    const wishes = [
      remembered(partners({ onTheFly: [onTheFly('team-.*')] }, 'others'), 'team-b'),
      remembered(byPattern, 'team-a'),
    ];
    expect(mayWant('team-b', [byPattern], { wishes })).toBe(false);
  });
});
