import { Interrupted, SyncError } from '../../errors.js';
import type { Finding } from '../../model/finding.js';
import { day } from '../../report/numbers.js';
import type { SystemFindings } from '../../report/text.js';
import { ofReader } from '../check/sharing.js';
import type { Session } from '../session.js';

const PATIENCE_MS = 15_000;
const SOON_MS = 14 * 24 * 3_600_000;

type Checked = { readonly name: string; check(options: { readonly signal: AbortSignal }): Promise<readonly Finding[]> };

/** Asks every system whether our credential still works and when it ends; who does not answer within 15 s is a problem, too. */
export async function credentials({ context, now }: Session, patienceMs = PATIENCE_MS): Promise<readonly SystemFindings[]> {
  const systems: readonly Checked[] = [
    ...context.sources.map(({ source }) => source),
    ...context.targets.map(({ target }) => target),
    ...(context.sharing ?? []).map(({ target }) => ({
      name: target.name,
      check: async (options: { readonly signal: AbortSignal }) => ofReader(await target.check(options)),
    })),
  ];
  return Promise.all(
    systems.map(async system => ({
      system: system.name,
      findings: aboutCredential(await asked(system, context.signal, patienceMs), now()),
    })),
  );
}

async function asked(system: Checked, stop: AbortSignal, patienceMs: number): Promise<readonly Finding[]> {
  const late = AbortSignal.timeout(patienceMs);
  try {
    return await system.check({ signal: AbortSignal.any([stop, late]) });
  } catch (error) {
    if (stop.aborted || !(error instanceof SyncError)) throw error;
    if (late.aborted && error instanceof Interrupted)
      return [{ level: 'problem', what: `no answer within ${patienceMs / 1000} s`, hint: 'Try again, or: rollcall check.' }];
    return [{ level: 'problem', what: error.message, hint: error.hint }];
  }
}

/** Problems, and when the credential ends; the rest of what a check finds is for `check`. */
export function aboutCredential(findings: readonly Finding[], now: string): readonly Finding[] {
  const problems = findings.filter(({ level }) => level === 'problem');
  const ends = findings.flatMap(({ expires }): Finding[] => {
    if (expires === undefined) return [];
    const isSoon = Date.parse(expires) - Date.parse(now) < SOON_MS;
    const what = `the credential ends on ${day(expires)}`;
    return [
      isSoon
        ? { level: 'warning', what, hint: 'Make a new one, and put it where the config takes it from.' }
        : { level: 'ok', what },
    ];
  });
  if (problems.length > 0 || ends.length > 0) return [...problems, ...ends];
  return [{ level: 'ok', what: 'the credential works; when it ends, the system does not tell' }];
}
