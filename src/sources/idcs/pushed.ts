import type { Condition } from '../../model/condition.js';
import { askable, corePath, type PathOf, peopleFilter } from '../scim-filter.js';
import type { IdcsSettings } from './settings.js';
import { CUSTOM } from './urns.js';

type Settings = Pick<IdcsSettings, 'app' | 'attributes'>;

/** Oracle's models flag these as searchable; to ask for another one is refused (idcs.md §3; docs.oracle.com, 2026-11). */
const SEARCHABLE = new Set('login firstName lastName title userType externalId employeeNumber department managerId'.split(' '));

const pathIn =
  ({ attributes }: Settings): PathOf =>
  attribute =>
    Object.hasOwn(attributes, attribute) ? `${CUSTOM}:${attribute}` : SEARCHABLE.has(attribute) ? corePath(attribute) : undefined;

/** What of a condition a domain can be asked. With an app its grants say who counts: nothing. Pure. */
export const pushes = (condition: Condition, settings: Settings): Condition | undefined =>
  settings.app === undefined ? askable(condition, pathIn(settings)) : undefined;

/** Whoever fulfils it, and whoever is inactive in a way of ours (R5); undefined: it cannot be asked. Pure. */
export function usersFilter(only: Condition, settings: Settings): string | undefined {
  const asked = pushes(only, settings);
  if (asked === undefined) return undefined;
  return `${peopleFilter(asked, pathIn(settings))} or active eq false or deleteInProgress eq true`;
}
