import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError, ExitCode } from '../../errors.js';
import type { Call } from '../call.js';
import { readSaved } from '../sandbox/file.js';
import { keepRunning, saverOf } from '../sandbox/keep.js';
import { type SandboxFlags, sandboxOptions } from '../sandbox/options.js';
import { sandboxConfig, sandboxJson, welcome } from '../sandbox/words.js';
import { startSandbox } from '../sandbox/world.js';

/** Keeps the emulators running, and gives a config for them; ends on Ctrl-C. */
export async function sandbox({ screen, globals, cwd, signal }: Call, flags: SandboxFlags): Promise<ExitCode> {
  const options = sandboxOptions(flags);
  const [file, configOut] = [flags.file, flags.configOut].map(name => (name === undefined ? undefined : resolve(cwd, name)));
  await using running = await startSandbox(options, file === undefined ? undefined : await readSaved(file));
  const save = saverOf(running, file);
  await save(); // what cannot be kept is told before anybody relies on it
  const where = { file, configOut };
  if (configOut !== undefined) await writeConfig(configOut, sandboxConfig(running));
  if (globals.json) screen.print(JSON.stringify(sandboxJson(running, where), undefined, 2));
  else if (configOut === undefined) screen.print(sandboxConfig(running));
  if (!globals.json) screen.tell(`\n${welcome(running, where)}`);
  await keepRunning(running, save, signal);
  return ExitCode.Done;
}

/** For its owner only, since it holds tokens; what is there already is never overwritten. */
async function writeConfig(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, `${text}\n`, { mode: 0o600, flag: 'wx' });
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    throw new ConfigError(
      `the config cannot be written: ${cause.message}`,
      'Name a file that is not there yet; nothing is ever overwritten.',
      [],
      { cause },
    );
  }
}
