import { writeFileSync } from 'node:fs';
import { connectors } from '../connectors.js';
import { capabilitiesPage } from './capabilities-page.js';

writeFileSync(new URL('../../docs/targets.md', import.meta.url), capabilitiesPage(connectors.targets));
