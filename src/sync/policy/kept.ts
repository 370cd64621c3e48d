import type { SourceName } from '../../model/ids.js';
import type { SourceRules, SyncRules } from '../../model/rules.js';
import type { RecordedSource, Snapshot } from '../../state/snapshots/snapshot.js';
import type { Pulled } from '../judge.js';
import type { PolicyWorld } from './world.js';

/** The world as a run kept it, under the rules of the config as it is now. What the run did not read is unknown, never empty. Pure. */
export function keptWorld(
  { about, sources, targets, state }: Snapshot,
  { syncs, sources: rules }: { readonly syncs: readonly SyncRules[]; readonly sources: readonly SourceRules[] },
): PolicyWorld {
  const declared = new Map(rules.map(({ name, attributes = [] }) => [name, attributes]));
  const names = [...new Set(syncs.map(({ from }) => from))];
  return {
    pulled: new Map(names.map(name => [name, pulledOf(name, sources, declared.get(name) ?? [])])),
    providers: new Map(sources.map(({ source, provider }) => [source, provider])),
    syncs,
    now: about.at,
    side({ name }) {
      const kept = targets.find(({ target }) => target === name)?.read;
      if (kept?.kind !== 'read') return undefined;
      return {
        actual: kept.value,
        links: state.links.filter(({ target, status }) => target === name && status === 'open'),
        managed: state.groups.filter(({ target }) => target === name),
      };
    },
  };
}

function pulledOf(source: SourceName, all: readonly RecordedSource[], attributes: readonly string[]): Pulled {
  const kept = all.find(one => one.source === source);
  const hint = 'A later run reads it.';
  if (kept === undefined) return { kind: 'unread', source, why: 'the run did not read it', hint };
  if (kept.pulled.kind === 'failed') return { kind: 'unread', source, why: kept.pulled.problem, hint: kept.pulled.hint };
  const people = [...kept.pulled.value.people.values()];
  const unasked = attributes.find(
    name => !kept.attributes.includes(name) && people.every(person => !Object.hasOwn(person.attributes, name)),
  );
  if (unasked !== undefined) return { kind: 'unread', source, why: `the run did not ask for the attribute ${unasked}`, hint };
  const lookedUp = kept.lookedUp.kind === 'read' ? kept.lookedUp.value : new Map();
  return { kind: 'read', source, directory: kept.pulled.value, lookedUp };
}
