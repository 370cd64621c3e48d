import { z } from 'zod';
import { AccessDenied, NotFound } from '../../errors.js';
import type { Finding } from '../../model/finding.js';
import { reading } from '../reading.js';
import { typeOf } from '../scim-types.js';
import type { AttributeType } from '../source.js';
import type { Step } from './asking.js';
import { CUSTOM } from './urns.js';

/** `attributes:` against the domain's schema, so that a misspelt one is not an empty text for everybody. */
export const attributeFindings: Step = async ({ api, attributes }, signal) => {
  if (Object.keys(attributes).length === 0) return [];
  const read = await reading('the custom schema', () => api.get(`Schemas/${encodeURIComponent(CUSTOM)}`, {}, Schema, signal));
  if (read.kind === 'failed' && !(read.error instanceof NotFound || read.error instanceof AccessDenied)) return [read.finding];
  if (read.kind === 'failed') {
    const hint = 'Compare them in the console, under Schema management > User attributes.';
    return [{ level: 'info', what: '`attributes` cannot be compared with the schema of the domain', hint }];
  }
  const known = new Map(read.value.attributes.map(attribute => [attribute.name, attribute]));
  return Object.entries(attributes).flatMap(([name, type]) => findingOf(name, type, known.get(name)));
};

const Defined = z.object({ name: z.string(), type: z.string(), multiValued: z.boolean().default(false) });
type Defined = z.output<typeof Defined>;
const Schema = z.object({ attributes: z.array(Defined) });

function findingOf(name: string, type: AttributeType, defined: Defined | undefined): readonly Finding[] {
  if (defined === undefined)
    return [
      {
        level: 'problem',
        what: `IDCS has no custom user attribute ${name}`,
        hint: 'Use its name, not its label, as under Schema management > User attributes. Case matters.',
      },
    ];
  const actual = typeOf(defined);
  if (actual === type) return [];
  return [
    {
      level: 'problem',
      what: `the attribute ${name} is a ${actual} in IDCS, not a ${type}`,
      hint: `Write \`${name}: ${actual}\`.`,
    },
  ];
}
