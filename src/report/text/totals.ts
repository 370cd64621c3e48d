import type { Change } from '../../model/change.js';
import { changesOf, heldCount, type Plan } from '../../model/plan.js';
import { counted, number } from '../numbers.js';

/** `12 users to create, 1 to update · 1 group to create · 14 members to add, 1 to remove · 214 held` */
export function totals(plans: readonly Plan[]): readonly string[] {
  const changes = plans.flatMap(changesOf);
  const of = (...kinds: readonly Change['kind'][]) => changes.filter(({ kind }) => kinds.includes(kind)).length;
  const held = plans.reduce((n, plan) => n + heldCount(plan), 0);
  const adopted = plans.reduce((n, { takes }) => n + takes.filter(({ how, known }) => how === 'adopted' && !known).length, 0);
  const parts = [
    phrase('user', [
      ['to create', of('createUser')],
      ['to update', of('updateUser')],
      ['to rename', of('renameUser')],
      ['to reactivate', of('reactivateUser')],
      ['to deactivate', of('deactivateUser')],
      ['to cut off', of('cutAccess')],
      ['to delete', of('deleteUser')],
    ]),
    of('handOver') > 0 ? counted(of('handOver'), 'hand-over') : '',
    phrase('group', [
      ['to create', of('createGroup')],
      ['to rename', of('renameGroup')],
      ['to delete', of('deleteGroup')],
      ['adopted', adopted],
    ]),
    phrase('member', [
      ['to add', of('addMember')],
      ['to remove', of('removeMember')],
    ]),
    held > 0 ? `${number(held)} held` : '',
  ];
  const said = parts.filter(part => part !== '');
  return said.length === 0 ? ['nothing to change'] : said;
}

function phrase(noun: string, verbs: readonly (readonly [string, number])[]): string {
  const some = verbs.filter(([, n]) => n > 0);
  return some.map(([verb, n], at) => `${at === 0 ? counted(n, noun) : number(n)} ${verb}`).join(', ');
}
