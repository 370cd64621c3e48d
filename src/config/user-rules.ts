import type { Expression, UserRules } from '../model/rules.js';
import { type AttributeName, attributeNames } from '../model/wish.js';
import { type Complain, orComplain, type Path } from './complaint.js';
import type { Compiler } from './expressions.js';
import type { SyncText } from './schema.js';

const MONTH = 30 * 86_400_000;

/** Without `attributes`: the source's own login, e-mail and name (U1). */
const ownAttributes: Readonly<Record<AttributeName, string>> = {
  username: 'user.login',
  email: 'user.email',
  displayName: 'user.displayName',
};

/** The `users` section of a sync, compiled. What cannot be compiled is complained of and left out. */
export function compileUsers(text: SyncText['users'], path: Path, compiler: Compiler, complain: Complain): UserRules {
  const { create, update, rename, reactivate, leavers } = text;
  const written = text.attributes ?? ownAttributes;
  const attributes: Partial<Record<AttributeName, Expression<string>>> = {};
  for (const name of attributeNames) {
    const source = written[name];
    if (source === undefined) continue;
    const compiled = orComplain(compiler.attribute(source), [...path, 'attributes', name], complain);
    if (compiled !== undefined) attributes[name] = compiled;
  }
  return {
    filter: text.filter === undefined ? undefined : orComplain(compiler.filter(text.filter), [...path, 'filter'], complain),
    match: text.match ?? defaultMatch.filter(name => written[name] !== undefined),
    attributes,
    create,
    update,
    rename,
    reactivate,
    leavers: {
      action: leavers.action,
      after: { reads: leavers.after.reads, atLeastMs: leavers.after.atLeast },
      deleteAfterMs: leavers.deleteAfter ?? MONTH,
    },
  };
}

const defaultMatch: readonly AttributeName[] = ['username', 'email'];
