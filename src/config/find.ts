import { open } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import type { CosmiconfigResult } from 'cosmiconfig';
import { Explorer } from 'cosmiconfig/dist/Explorer.js';
import { ConfigError } from '../errors.js';

const SUFFIXES = ['.yaml', '.yml', '.json'];
const NAMES = ['rollcall', 'rollcall.config', '.rollcallrc'];
const inFolder = (folder: string) => NAMES.flatMap(name => SUFFIXES.map(suffix => join(folder, name + suffix)));

/** Where a config may lie in the working directory; the first one counts. YAML and JSON only. */
const searchPlaces: readonly string[] = [...inFolder(''), ...inFolder('.config')];

export interface FoundConfig {
  readonly file: string;
  readonly text: string;
}

/** Finds and reads the config: `file` if named, else the first of our search places in `cwd`. Throws ConfigError. */
export async function findConfig({
  cwd,
  file,
}: {
  readonly cwd: string;
  readonly file?: string | undefined;
}): Promise<FoundConfig> {
  const found = file === undefined ? await search(cwd) : await load(resolve(cwd, file));
  if (found === null) throw notFound(cwd);
  return { file: found.filepath, text: typeof found.config === 'string' ? found.config : '' };
}

async function search(cwd: string): Promise<CosmiconfigResult> {
  const found = await explorer().search(cwd);
  // cosmiconfig passes over what it may not read; a config that is there must not be replaced by another one
  for (const place of searchPlaces) {
    const file = join(cwd, place);
    if (file === found?.filepath) break;
    const handle = await open(file).catch((cause: unknown) => {
      if (isErrno(cause) && cause.code === 'EACCES') throw unreadable(file, cause);
    });
    await handle?.close();
  }
  return found;
}

async function load(file: string): Promise<CosmiconfigResult> {
  if (!SUFFIXES.includes(extname(file)))
    throw new ConfigError(
      `${file} is neither YAML nor JSON`,
      'A config ends in .yaml, .yml or .json; no program is ever run as one.',
    );
  try {
    return await explorer().load(file);
  } catch (cause) {
    if (!isErrno(cause)) throw cause;
    throw cause.code === 'ENOENT'
      ? new ConfigError(`there is no config ${file}`, 'Check the path after --config.', [], { cause })
      : unreadable(file, cause);
  }
}

const asText = (_file: string, text: string) => text;

const explorer = () =>
  new Explorer({
    moduleName: 'rollcall',
    searchPlaces: [...searchPlaces],
    loaders: Object.fromEntries(SUFFIXES.map(suffix => [suffix, asText])),
    searchStrategy: 'none',
    ignoreEmptySearchPlaces: false,
    cache: false,
    transform: result => result,
    mergeImportArrays: false,
    mergeSearchPlaces: false,
    metaConfigFilePath: null,
  });

const isErrno = (cause: unknown): cause is NodeJS.ErrnoException => cause instanceof Error && 'code' in cause;

const unreadable = (file: string, cause: Error) =>
  new ConfigError(`${file} cannot be read: ${cause.message}`, 'Let the account that runs rollcall read it.', [], { cause });

const notFound = (cwd: string) =>
  new ConfigError(`no config was found in ${cwd}`, 'Copy config.example.yaml to rollcall.yaml, or name one with --config FILE.');
