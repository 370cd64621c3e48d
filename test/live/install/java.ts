import { join } from 'node:path';
import { CannotInstall } from './cannot-install.js';
import { execute } from './execute.js';

/** A Java of at least this version: JAVA_HOME's, else the one in the path. Rejects with CannotInstall. */
export async function findJava(least: number): Promise<string> {
  const { JAVA_HOME } = process.env;
  const java = JAVA_HOME ? join(JAVA_HOME, 'bin', 'java') : 'java';
  const { stderr } = await execute(java, ['-version']);
  const [, version = ''] = /version "(\d+)/.exec(stderr) ?? [];
  if (Number(version) >= least) return java;
  throw new CannotInstall(`it needs Java ${least}, and ${java} is ${version || 'of an unknown version'}`);
}
