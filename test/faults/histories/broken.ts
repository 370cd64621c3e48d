/** Something that must hold whatever happens did not. `rule` is one of the suite's own list, see histories.test.ts. */
export class Broken extends Error {
  override readonly name = 'Broken';
  constructor(
    readonly rule: string,
    what: string,
  ) {
    super(`${rule}: ${what}`);
  }
}

export function hold(rule: string, isSo: boolean, what: () => string): void {
  if (!isSo) throw new Broken(rule, what());
}
