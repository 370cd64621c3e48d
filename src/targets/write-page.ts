import { writeFileSync } from 'node:fs';
import { connectors } from '../connectors.js';
import { capabilitiesPage } from './capabilities-page.js';

const kinds = await Promise.all(Object.values(connectors.targets).map(load => load()));
writeFileSync(new URL('../../docs/targets.md', import.meta.url), capabilitiesPage(kinds));
