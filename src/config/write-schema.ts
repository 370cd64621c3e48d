import { writeFile } from 'node:fs/promises';
import { connectors } from '../connectors.js';
import { jsonSchemaOf } from './json-schema.js';

// run by the build from dist/config: the schema belongs to the package's root
await writeFile(new URL('../../schema.json', import.meta.url), `${JSON.stringify(jsonSchemaOf(connectors), null, 2)}\n`);
