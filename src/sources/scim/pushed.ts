import { Refused } from '../../errors.js';
import type { Condition } from '../../model/condition.js';
import { askable, corePath, groupsFilter, type PathOf, peopleFilter } from '../scim-filter.js';
import type { PullScope } from '../source.js';
import type { Service } from './lists.js';
import type { ScimSettings } from './settings.js';

type Settings = Pick<ScimSettings, 'filters' | 'attributes'>;

/** A name without a schema may stand in any extension: only one with its schema can be asked for. */
const NAMED = /^urn:[\w.:-]+:[A-Za-z][\w$-]*(\.[A-Za-z][\w$-]*)?$/i;

const pathIn =
  ({ attributes }: Settings): PathOf =>
  attribute => {
    const core = corePath(attribute);
    const own = Object.hasOwn(attributes, attribute) ? attributes[attribute]?.path : undefined;
    return core ?? (own !== undefined && NAMED.test(own) ? own : undefined);
  };

/** What of a condition the server can be asked, where the config says that it has filters. Pure. */
export const pushes = (condition: Condition, settings: Settings): Condition | undefined =>
  settings.filters ? askable(condition, pathIn(settings)) : undefined;

/** Whoever fulfils it, and whoever is inactive (R5); undefined: everybody is asked for. Pure. */
export function usersFilter(only: Condition | undefined, settings: Settings): string | undefined {
  const asked = only === undefined ? undefined : pushes(only, settings);
  return asked === undefined ? undefined : `${peopleFilter(asked, pathIn(settings))} or active eq false`;
}

/** The groups that matter; undefined: all are asked for. Pure. */
export const groupsFilterOf = ({ groups }: Pick<PullScope, 'groups'>, { filters }: Settings): string | undefined =>
  filters && groups !== undefined ? groupsFilter(groups) : undefined;

/** What came of a question with a filter; undefined: the server refuses it, and is to be asked for everything instead. */
export async function unlessRefused<T>({ offer }: Service, ask: () => Promise<T>): Promise<T | undefined> {
  if (!offer.mayFilter) return undefined;
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refused) return undefined;
    throw error;
  }
}
