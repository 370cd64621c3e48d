import { hostname, userInfo } from 'node:os';
import { CommanderError } from 'commander';
import { ExitCode, SyncError } from '../errors.js';
import { alwaysVerified } from './always-verified.js';
import type { Surroundings } from './call.js';
import { disambiguated, programOf } from './program.js';
import { Screen } from './screen.js';
import { stopOnSignals } from './stop.js';
import { tellError } from './tell-error.js';
import { toolVersion } from './version.js';
import { tellWarning } from './warnings.js';

/** The whole program: from the command line to the exit code. */
export async function main(process: NodeJS.Process): Promise<void> {
  const ignored = alwaysVerified(process.env);
  const surroundings = surroundingsOf(process);
  const { screen } = surroundings;
  const manner = { verbose: process.argv.includes('--verbose'), json: process.argv.includes('--json') };
  if (ignored !== undefined) tellWarning(screen, ignored, manner);
  const crash = (error: unknown) => {
    tellError(error, screen, manner);
    process.exit(ExitCode.CouldNot);
  };
  process.on('uncaughtException', crash);
  process.on('unhandledRejection', crash);

  const exitCode = await exitCodeOf(process.argv, surroundings, error => tellError(error, screen, manner));
  // a socket that is kept alive must not keep us; what was printed leaves first
  process.exitCode = exitCode;
  await Promise.all([process.stdout, process.stderr].map(flushed));
  process.exit();
}

async function exitCodeOf(
  argv: readonly string[],
  surroundings: Surroundings,
  tell: (error: unknown) => void,
): Promise<ExitCode> {
  let exitCode: ExitCode = ExitCode.Done;
  try {
    await programOf(surroundings, code => {
      exitCode = code;
    }).parseAsync(disambiguated(argv));
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.Done : ExitCode.BadInput;
    tell(error);
    if (surroundings.signal.aborted) return ExitCode.Interrupted;
    return error instanceof SyncError ? error.exitCode : ExitCode.CouldNot;
  }
}

function surroundingsOf(process: NodeJS.Process): Surroundings {
  const { env, argv, stdin, stdout, stderr, pid } = process;
  const wanted = !argv.includes('--no-color') && (env.NO_COLOR ?? '') === '';
  const host = hostname();
  return {
    screen: new Screen({ stdin, stdout, stderr }, { wanted }),
    env,
    cwd: process.cwd(),
    now: () => new Date(),
    toolVersion: toolVersion(),
    by: `${userName()}@${host}`,
    host,
    pid,
    ...stopOnSignals(process),
  };
}

/** A container may run us under a number that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

const flushed = (stream: NodeJS.WriteStream) =>
  new Promise<void>(resolve => {
    stream.write('', () => resolve());
  });
