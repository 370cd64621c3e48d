import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { keysAt } from '../src/config/schema-keys.js';
import { connectors } from '../src/connectors.js';

const textOf = (page: string) => readFile(new URL(`../${page}`, import.meta.url), 'utf8');
const example = await textOf('config.example.yaml');
const configuration = await textOf('docs/configuration.md');

/** told once, for all sources over HTTP, or for every source */
const SHARED = ['rate', 'ca'];

describe.each(['entra', 'google', 'onelogin', 'aws-identity-center'])('the settings of %s', kind => {
  const settings = async () => keysAt((await connectors.sources[kind]?.())?.settings ?? fail(kind), []);

  it('all stand in the example', async () => {
    const [, block = ''] = new RegExp(`\\n( *# *type: ${kind}\\n(?: *#.*\\n)+)`).exec(example) ?? [];
    const shown = [...block.matchAll(/# *([A-Za-z]+): /g)].map(([, key]) => key);

    const missing = (await settings()).filter(key => !shown.includes(key) && !SHARED.includes(key));

    expect(missing).toEqual([]);
  });

  it('all stand in the table', async () => {
    const [, table = ''] = new RegExp(`\\n\\| key of \`${kind}\` .*\\n((?:\\|.*\\n)+)`).exec(configuration) ?? [];
    const named = [...table.matchAll(/^\| ([^|]*) \|/gm)].flatMap(([, cell = '']) =>
      [...cell.matchAll(/`([\w.]+)`/g)].map(([, key]) => key),
    );

    const missing = (await settings()).filter(key => key !== 'attributes' && !named.some(name => name?.split('.')[0] === key));

    expect(missing).toEqual([]);
  });
});

function fail(kind: string): never {
  throw new Error(`there is no source ${kind}`);
}
