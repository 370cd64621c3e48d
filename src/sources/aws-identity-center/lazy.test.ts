import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { awsFixture, company } from '../../../test/contracts/aws-fixture.js';
import { everyKind } from '../../config/kinds.js';
import { connectors } from '../../connectors.js';

const { cache } = createRequire(import.meta.url);
const isLoaded = (what: string) => Object.keys(cache).some(path => path.includes(`@aws-sdk/${what}`));

it('loads the SDK only when such a source is used, and of it only what is asked (DESIGN §6)', async () => {
  const { sources } = await everyKind(connectors);
  expect(sources.kinds.map(({ kind }) => kind)).toContain('aws-identity-center');
  await using fixture = await awsFixture(company);
  expect(isLoaded('')).toBe(false);

  await fixture.source.pull({ group: () => false }, { signal: new AbortController().signal });
  expect(isLoaded('client-identitystore')).toBe(true);
  expect(isLoaded('client-sso-admin')).toBe(false);
});
