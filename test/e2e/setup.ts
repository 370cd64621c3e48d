import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Builds once, so that the tests run what is shipped. */
export default async function setup(): Promise<void> {
  const tsc = new URL('../../node_modules/typescript/bin/tsc', import.meta.url).pathname;
  await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: new URL('../..', import.meta.url).pathname,
  });
}
