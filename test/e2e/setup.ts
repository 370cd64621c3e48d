import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Builds once, so that the tests run what is shipped; not with `ROLLCALL_BUILT`, where that was done for several who run at once. */
export default async function setup(): Promise<void> {
  if (process.env.ROLLCALL_BUILT !== undefined) return;
  const tsc = new URL('../../node_modules/typescript/bin/tsc', import.meta.url).pathname;
  await promisify(execFile)(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
    cwd: new URL('../..', import.meta.url).pathname,
  });
}
