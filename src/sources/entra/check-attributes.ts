import { AccessDenied, Refused } from '../../errors.js';
import type { Finding } from '../../model/finding.js';
import { reading } from '../reading.js';
import type { AttributeType } from '../source.js';
import { type GraphApi, pathWith } from './api.js';
import { declaredIn, propertyOf } from './attributes.js';
import type { Step } from './check.js';
import { Page } from './schema.js';

/** `attributes:` one by one on a page of users: a name that Graph does not know makes it refuse the whole list. */
export const attributeFindings: Step = async ({ api, attributes }, signal) => {
  const found: Finding[] = [];
  for (const [name, type] of Object.entries(attributes)) found.push(...(await findingsOf(api, name, type, signal)));
  return found;
};

async function findingsOf(api: GraphApi, name: string, type: AttributeType, signal: AbortSignal): Promise<readonly Finding[]> {
  const path = pathWith('users', { $select: `id,${propertyOf(name)}`, $top: api.pageSize });
  const read = await reading(`the attribute ${name}`, () => api.get({ path }, Page, signal));
  if (read.kind === 'read') return judged(name, type, read.value.rows);
  if (read.error instanceof Refused && read.error.reply.status === 400) {
    const hint =
      'Compare it with the properties of a user at Graph; case matters. Directory extensions are called extension_<id>_<name>.';
    return [{ level: 'problem', what: `users have no property ${name} at Graph`, hint }];
  }
  if (!(read.error instanceof AccessDenied)) return [read.finding];
  const hint = 'Some properties take a permission of their own. Grant it, or do without the attribute.';
  return [{ level: 'problem', what: `the attribute ${name} may not be read`, hint }];
}

function judged(name: string, type: AttributeType, rows: readonly unknown[]): readonly Finding[] {
  const values = rows.map(row => declaredIn(Object(row), { [name]: type }));
  const wrong = values.find(value => typeof value === 'string');
  if (typeof wrong === 'string') {
    const hint = 'Mend the type under `attributes`: whoever has such a value is unknown otherwise.';
    return [{ level: 'problem', what: `${wrong} for some users`, hint }];
  }
  if (rows.length === 0 || values.some(value => typeof value === 'object' && value[name] !== null)) return [];
  const hint = 'Is it the right one? Nothing is wrong where it is really empty.';
  return [{ level: 'warning', what: `nobody of the first ${rows.length} users has the attribute ${name}`, hint }];
}
