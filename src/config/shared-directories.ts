import type { Complaint, Path } from './complaint.js';
import type { Shape } from './shape.js';
import { suggestion } from './suggest.js';

/** Which targets have their people and groups from another one, by name: `directory` as it is written. */
export type Sharing = ReadonlyMap<string, string>;

export function sharingOf({ targets }: Pick<Shape, 'targets'>): Sharing {
  const names = targets.map(({ name }) => name);
  return new Map(
    targets.flatMap(({ name, bound, raw }) => {
      const owner = bound?.common.directory ?? raw.directory;
      if (typeof owner !== 'string' || owner === '' || hasItsOwn(owner, names)) return [];
      return [[name, owner] as const];
    }),
  );
}

/** `directory: own`, unless a target is called so. */
export const hasItsOwn = (directory: string | undefined, targets: readonly string[]): boolean =>
  directory === OWN && !targets.includes(OWN);

const OWN = 'own';

/** The syncs without the targets that share another's directory: nothing is planned for those (G12). */
export const fedSyncs = (syncs: Shape['syncs'], sharing: Sharing): Shape['syncs'] =>
  syncs.map(({ path, text }) => ({ path, text: { ...text, to: text.to.filter(name => !sharing.has(name)) } }));

/** What is to be written instead of `confluence/developers`. */
export const elsewhere = (name: string, owner: string) => ({
  message: `${name} shares the directory of ${owner}: nothing is written to it`,
  hint: `Name ${owner} instead; ${name} follows it.`,
});

/** Every check of `directory` and of what names a target that has one (G12). */
export function checkShared(shape: Shape, targets: readonly string[], sharing: Sharing): readonly Complaint[] {
  const draft = { shape, targets, sharing };
  return [directories, lonelySettings, idleSettings, unfedOwners, idleApprovals, foreignGroups].flatMap(rule => rule(draft));
}

interface Draft {
  readonly shape: Shape;
  readonly targets: readonly string[];
  readonly sharing: Sharing;
}

function directories({ targets, sharing }: Draft): Complaint[] {
  return [...sharing].flatMap(([name, owner]) => {
    const path = ['targets', name, 'directory'];
    const others = targets.filter(other => other !== name && !sharing.has(other));
    if (owner === name) return [{ path, message: `${name} cannot share its own directory`, hint: suggestion('', others) }];
    if (!targets.includes(owner)) return [{ path, message: `there is no target "${owner}"`, hint: suggestion(owner, others) }];
    const further = sharing.get(owner);
    if (further === undefined) return [];
    const hint = others.includes(further) ? `Write directory: ${further}.` : `Name the target whose directory both share.`;
    return [{ path, message: `${owner} has no directory of its own: it shares that of ${further}`, hint }];
  });
}

function lonelySettings({ shape, sharing }: Draft): Complaint[] {
  return shape.targets
    .filter(({ name, raw }) => raw.directorySync !== undefined && !sharing.has(name))
    .map(({ path }) => ({
      path: [...path, 'directorySync'],
      at: 'key',
      message: 'directorySync does nothing without directory',
      hint: 'Remove it, or say whose directory this is: directory: NAME.',
    }));
}

/** What says how a target is written to. */
const FOR_WRITING = ['protect', 'guards', 'leads'];

function idleSettings({ shape, sharing }: Draft): Complaint[] {
  return shape.targets.flatMap(({ name, path, raw }) => {
    const owner = sharing.get(name);
    if (owner === undefined) return [];
    return FOR_WRITING.filter(key => key in raw).map(key => ({
      path: [...path, key],
      at: 'key' as const,
      message: `${key} does nothing here: ${name} shares the directory of ${owner}, and is never written to`,
      hint: `Write it under ${owner}.`,
    }));
  });
}

/** Without the owner, such a target in `to` would get nothing of the sync, and nobody would notice. */
function unfedOwners({ shape: { syncs }, sharing }: Draft): Complaint[] {
  return syncs.flatMap(({ path, text: { to } }) =>
    [...to.entries()].flatMap(([at, name]) => {
      const owner = sharing.get(name);
      if (owner === undefined || to.includes(owner)) return [];
      const { message } = elsewhere(name, owner);
      return [{ path: [...path, 'to', at], message, hint: `Write to: ${owner}; ${name} may stand beside it.` }];
    }),
  );
}

function idleApprovals({ shape: { top }, sharing }: Draft): Complaint[] {
  return [...(top?.approvals ?? []).entries()].flatMap(([at, { target }]) => {
    const owner = sharing.get(target);
    return owner === undefined ? [] : [{ path: ['approvals', at, 'target'], ...elsewhere(target, owner) }];
  });
}

/** `confluence/developers` where a group of the target itself is meant. */
function foreignGroups({ shape: { targets }, sharing }: Draft): Complaint[] {
  return targets.flatMap(({ path, bound }) =>
    (['protect', 'ignore'] as const).flatMap(list =>
      [...(bound?.common[list].groups ?? []).entries()].flatMap(([at, text]) =>
        complain(text, [...path, list, 'groups', at], sharing),
      ),
    ),
  );
}

function complain(text: string, path: Path, sharing: Sharing): Complaint[] {
  const [prefix = '', ...rest] = text.split('/');
  const owner = rest.length > 0 ? sharing.get(prefix) : undefined;
  return owner === undefined ? [] : [{ path, ...elsewhere(prefix, owner) }];
}
