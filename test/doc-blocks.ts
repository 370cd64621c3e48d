import { readdir, readFile } from 'node:fs/promises';
import { parse, stringify } from 'yaml';
import { z } from 'zod';

/** One ```yaml block of a page, with the heading above it. */
export interface DocBlock {
  readonly page: string;
  readonly heading: string;
  readonly text: string;
}

const ROOT = new URL('../', import.meta.url);

/** Every ```yaml block of README.md and docs/*.md. */
export async function docBlocks(): Promise<readonly DocBlock[]> {
  const pages = (await readdir(new URL('docs/', ROOT))).filter(name => name.endsWith('.md')).map(name => `docs/${name}`);
  const all = await Promise.all(
    ['README.md', ...pages].map(async page => blocksOf(page, await readFile(new URL(page, ROOT), 'utf8'))),
  );
  return all.flat();
}

function blocksOf(page: string, text: string): DocBlock[] {
  const parts = text.matchAll(/^#+ (?<heading>[^\n]+)$|^ *```yaml\n(?<block>.*?)^ *```/gms);
  let heading = '';
  return [...parts].flatMap(({ groups }): DocBlock[] => {
    heading = groups?.heading ?? heading;
    return groups?.block === undefined ? [] : [{ page, heading, text: groups.block }];
  });
}

const Fragment = z.looseObject({
  sources: z.record(z.string(), z.unknown()).optional(),
  targets: z.record(z.string(), z.unknown()).optional(),
  syncs: z.array(z.looseObject({ from: z.string() })).optional(),
  users: z.unknown().optional(),
});

interface Surroundings {
  readonly sources: Readonly<Record<string, object>>;
  readonly targets: Readonly<Record<string, object>>;
}

/** A part of a config with what is missing around it; `users` alone are a sync's. Secrets come from the environment. */
export function wholeConfig(text: string, { sources, targets }: Surroundings): string {
  const { users, ...part } = Fragment.parse(parse(text.replace(/\$\{(?:file|credential|command):[^}]*\}/g, `\${env:SECRET}`)));
  const [from] = [...Object.keys(part.sources ?? {}), ...Object.keys(sources)];
  const [to] = [...Object.keys(part.targets ?? {}), ...Object.keys(targets)];
  return stringify({
    version: 1,
    sources,
    targets,
    syncs: [{ name: 'staff', from, to, ...(users === undefined ? {} : { users }) }],
    ...part,
  });
}
