import { Interrupted, SyncError } from '../errors.js';
import type { Finding } from '../model/finding.js';

/** What came of one question of `check`. */
export type Reading<T> =
  | { readonly kind: 'read'; readonly value: T }
  | { readonly kind: 'failed'; readonly finding: Finding; readonly error: SyncError };

/** Asks. What fails is a finding; being interrupted rejects, and so does what we do not understand. */
export async function reading<T>(what: string, ask: () => Promise<T>): Promise<Reading<T>> {
  try {
    return { kind: 'read', value: await ask() };
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted) throw error;
    const finding = { level: 'problem', what: `could not read ${what}: ${error.message}`, hint: error.hint } as const;
    return { kind: 'failed', finding, error };
  }
}

/** Signs in. What fails says so itself. */
export async function signingIn<T>(ask: () => Promise<T>): Promise<Reading<T>> {
  const read = await reading('', ask);
  return read.kind === 'read' ? read : { ...read, finding: { ...read.finding, what: read.error.message } };
}

/** An outage, or a right that is missing, fails many a question in the same way: that is told once, with all that could not be read. */
export function toldOnce(findings: readonly Finding[]): readonly Finding[] {
  const groups = Map.groupBy(findings, finding => (finding.level === 'problem' && causeOf(finding)) || finding);
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (first === undefined || others.length === 0) return first ?? [];
    const asked = [first, ...others].flatMap(({ what }) => FAILED.exec(what)?.groups?.asked ?? []);
    return { ...first, what: first.what.replace(FAILED, `could not read ${listed([...new Set(asked)])}: `) };
  });
}

const FAILED = /^could not read (?<asked>.+?): /;

/** Without the request that failed. */
function causeOf({ what, hint = '' }: Finding): string | undefined {
  if (!FAILED.test(what)) return undefined;
  const reason = what.replace(FAILED, '').replaceAll(/ \([^)]*\)| for \S+$/g, '');
  return `${reason.replaceAll(/(?<=\s)\/\S+/g, '')} ${hint}`;
}

const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

export const may = (what: string): Finding => ({ level: 'ok', what: `may ${what}` });
