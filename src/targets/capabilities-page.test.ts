import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { everyKind } from '../config/kinds.js';
import { connectors } from '../connectors.js';
import { capabilitiesPage } from './capabilities-page.js';

describe('docs/targets.md', () => {
  it('is what the tables of the connectors say: npm run docs', async () => {
    const { targets } = await everyKind(connectors);
    expect(readFileSync(new URL('../../docs/targets.md', import.meta.url), 'utf8')).toBe(capabilitiesPage(targets.kinds));
  });
});
