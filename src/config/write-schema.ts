import { writeFile } from 'node:fs/promises';
import { connectors } from '../connectors.js';
import { jsonSchemaOf, policyTestsJsonSchema } from './json-schema.js';
import { everyKind } from './kinds.js';

// run by the build from dist/config: the schemas belong to the package's root
const write = (name: string, schema: unknown) =>
  writeFile(new URL(`../../${name}`, import.meta.url), `${JSON.stringify(schema, null, 2)}\n`);

await write('schema.json', jsonSchemaOf(await everyKind(connectors)));
await write('tests.schema.json', policyTestsJsonSchema());
