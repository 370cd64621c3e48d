import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { company, oktaFixture } from '../../../test/contracts/okta-fixture.js';

const { cache } = createRequire(import.meta.url);
const isLoaded = () => Object.keys(cache).some(path => path.includes('@okta/okta-sdk-nodejs'));

it('loads the SDK, which takes a second, only when an Okta source is used (DESIGN §6)', async () => {
  await using fixture = await oktaFixture(company);
  expect(isLoaded()).toBe(false);

  await fixture.source.lookup([], { signal: new AbortController().signal });
  expect(isLoaded()).toBe(true);
});
