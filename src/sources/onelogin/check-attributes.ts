import { z } from 'zod';
import type { Finding } from '../../model/finding.js';
import { reading } from '../reading.js';
import { isOwnPage } from './attributes.js';
import type { Step } from './check.js';

/** `attributes:` against the custom attributes of the account, so that a misspelt one is not an empty text for everybody. */
export const attributeFindings: Step = async ({ api, attributes }, signal) => {
  const declared = Object.keys(attributes).filter(name => !isOwnPage(name));
  if (declared.length === 0) return [];
  const read = await reading('the custom attributes', () => api.get('api/2/users/custom_attributes', {}, Defined, signal));
  if (read.kind === 'failed') {
    const hint = 'Compare them in OneLogin, under Users > Custom User Fields: the short names count.';
    return [{ level: 'info', what: '`attributes` cannot be compared with the custom attributes of the account', hint }];
  }
  const known = read.value.value.map(({ shortname }) => shortname);
  return declared.filter(name => !known.includes(name)).map(missing);
};

/** Seen in OneLogin's own SDKs and in tools of others (2026-11). */
const Defined = z.array(z.object({ shortname: z.string() }));

const missing = (name: string): Finding => ({
  level: 'problem',
  what: `OneLogin has no custom attribute ${name}`,
  hint: 'Use its short name, as under Users > Custom User Fields. Case matters.',
});
