import { z } from 'zod';
import type { Finding } from '../../model/finding.js';
import { reading } from '../reading.js';
import type { AttributeType } from '../source.js';
import type { Step } from './check.js';

/** `attributes:` against the realm's user profile, so that a misspelt one is not an empty text for everybody. */
export const attributeFindings: Step = async ({ api, attributes }, signal) => {
  if (Object.keys(attributes).length === 0) return [];
  const read = await reading('the user profile', () => api.get('users/profile', {}, Profile, signal));
  if (read.kind === 'failed') {
    const hint = 'Compare them in the console, under Realm settings > User profile.';
    return [{ level: 'info', what: '`attributes` cannot be compared with the user profile of the realm', hint }];
  }
  const known = new Map(read.value.attributes.map(attribute => [attribute.name, attribute]));
  return Object.entries(attributes).flatMap(([name, type]) =>
    findingOf(name, type, known.get(name), read.value.unmanagedAttributePolicy),
  );
};

const Defined = z.object({
  name: z.string(),
  multivalued: z.boolean().nullish(),
  permissions: z.object({ view: z.array(z.string()) }).nullish(),
});
const Profile = z.object({ attributes: z.array(Defined), unmanagedAttributePolicy: z.string().nullish() });

function findingOf(
  name: string,
  type: AttributeType,
  defined: z.output<typeof Defined> | undefined,
  unmanaged: string | null | undefined,
): readonly Finding[] {
  if (defined === undefined) {
    if (unmanaged) return []; // whoever has it shows it
    const hint = 'Add it there, or switch on unmanaged attributes (Realm settings > General). Case matters.';
    return [{ level: 'problem', what: `the user profile of the realm has no attribute ${name}`, hint }];
  }
  if (defined.permissions && !defined.permissions.view.includes('admin')) {
    const hint = 'Realm settings > User profile: let administrators view it.';
    return [{ level: 'problem', what: `the user profile shows the attribute ${name} to no administrator`, hint }];
  }
  if (defined.multivalued === true && type !== 'list')
    return [
      {
        level: 'warning',
        what: `the attribute ${name} may have several values`,
        hint: `Write \`${name}: list\`: whoever has two is unknown otherwise.`,
      },
    ];
  return [];
}
