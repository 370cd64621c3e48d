/** What a test needs cannot be had on this machine: it is said, and the test is not run. Anything else is a failure. */
export class CannotInstall extends Error {
  override readonly name = 'CannotInstall';
}
