import type { PersonKey } from '../../model/ids.js';
import type { SyncRules, TargetRules } from '../../model/rules.js';
import type { AttributeName } from '../../model/wish.js';
import type { Target } from '../../targets/target.js';
import { correlate } from '../correlate.js';
import { type Mapped, map } from '../map.js';
import { guardedBecause, privilegedIn } from '../privileged.js';
import { ignoredAccount, type Scoped, scope } from '../scope.js';
import { type United, unite } from '../unite.js';
import type { PolicyWorld } from './world.js';

export interface PolicyTarget {
  readonly target: Target;
  readonly rules: TargetRules;
}

/** What the rules want one target to be, in a world: by the steps that a plan goes through, up to where both sides are compared. */
export interface Policy {
  readonly world: PolicyWorld;
  readonly target: Target;
  /** those that feed it */
  readonly syncs: readonly SyncRules[];
  readonly mapped: Mapped;
  readonly united: United;
  readonly scoped: Scoped;
}

/** Undefined: the world knows nothing of this target. Pure. */
export function policyOf({ target, rules }: PolicyTarget, world: PolicyWorld): Policy | undefined {
  const side = world.side(target);
  if (side === undefined) return undefined;
  const { actual, links, managed } = side;
  const { pulled, providers, now } = world;
  const syncs = world.syncs.filter(({ to }) => to.includes(target.name));
  const stored = (attribute: AttributeName | 'group', value: string) => {
    const result = target.storable(attribute, value, actual.product.version);
    return result.kind === 'ok' ? result.stored : value;
  };
  const mapped = map({
    ...{ target: target.name, syncs, pulled, providers, links, managed, sightings: [], now, trace: true },
    storedGroup: name => stored('group', name),
  });
  const { desired } = mapped;
  const privileged = privilegedIn(actual, rules);
  const correlation = correlate({
    ...{ people: desired.people, actual, links, syncs, capabilities: target.capabilities(actual.product.version), stored },
    guarded: account => guardedBecause(account, actual, rules, privileged),
    ignored: account => ignoredAccount(account, rules),
  });
  const united = unite({ desired, correlation, links, syncs, stored });
  return {
    world,
    target,
    syncs,
    mapped,
    united,
    scoped: scope({ desired: united.desired, actual, rules, privileged, facts: [] }),
  };
}

/** Who stands for a person, should several providers' people be one (C4). */
export function standsFor({ united: { desired, correlation, others } }: Policy, key: PersonKey): PersonKey {
  if (desired.people.has(key)) return key;
  for (const [account, holders] of correlation.holders)
    if ([...holders.values()].includes(key)) return correlation.owners.get(account) ?? key;
  const account = others.find(({ person }) => person === key)?.account;
  return account?.kind === 'new' ? account.person : key;
}
