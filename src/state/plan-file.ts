import { z } from 'zod';
import { PlanFileError } from '../errors.js';
import type { Plan } from '../model/plan.js';
import { exactly } from './agreement.js';
import { isSignedBy, sign } from './canonical.js';
import { whyNot } from './failures.js';
import { PlanSchema } from './plan-schema.js';
import { readPrivate, writePrivate } from './private-file.js';
import type { ReadRecord, SourceCount } from './store.js';
import { ReadRecordSchema } from './tables/reads.js';
import { SourceCountSchema } from './tables/sources.js';

/** What `plan --out` saves and `apply FILE` applies (A5). */
export interface PlanFile {
  readonly format: 'rollcall-plan';
  readonly version: 1;
  readonly toolVersion: string;
  readonly configFingerprint: string;
  /** ISO time */
  readonly madeAt: string;
  readonly stateId?: string;
  readonly plans: readonly Plan[];
  /** what the sources held when the plan was made, for the guard `shrunk-source` */
  readonly counts: readonly SourceCount[];
  /** how the systems were read for it: the run that applies it has them on its record */
  readonly reads: readonly ReadRecord[];
}

/** What a plan must agree with to be applied. */
export interface Expectations {
  readonly toolVersion: string;
  readonly configFingerprint: string;
  readonly now: Date;
  /** milliseconds */
  readonly maxAge: number;
}

const FileSchema = exactly<PlanFile>()(
  z.object({
    format: z.literal('rollcall-plan'),
    version: z.literal(1),
    toolVersion: z.string(),
    configFingerprint: z.string(),
    madeAt: z.iso.datetime(),
    stateId: z.string().exactOptional(),
    plans: z.array(PlanSchema),
    counts: z.array(SourceCountSchema),
    reads: z.array(ReadRecordSchema),
  }),
);

/** Enough to tell which rollcall made it; the rest is looked at when the signature holds. */
const Envelope = z.looseObject({ format: z.literal('rollcall-plan'), version: z.int(), toolVersion: z.string() });
const Signed = z.looseObject({ signature: z.string() });

const AGAIN = 'Make a new one: rollcall plan --out FILE.';

/** Writes a plan for a later `apply`, whole or not at all, with mode 0600, signed with the state's key. Throws PlanFileError. */
export async function savePlan(file: string, plan: PlanFile, key: Uint8Array): Promise<void> {
  const text = `${JSON.stringify({ ...plan, signature: sign(plan, key) }, undefined, 2)}\n`;
  try {
    await writePrivate(file, text);
  } catch (cause) {
    throw new PlanFileError(
      `cannot write the plan file ${file}: ${whyNot(cause)}`,
      'Save it in a folder that the user who runs rollcall may write to.',
      { cause },
    );
  }
}

/**
 * Reads a plan that may be applied. Throws PlanFileError, with one reason: unreadable, open to other users, no plan, made by
 * another rollcall, edited or of another state, made from another config, too old.
 */
export async function loadPlan(file: string, key: Uint8Array, expected: Expectations): Promise<PlanFile> {
  const content = parseJson(file, await readText(file));
  const envelope = Envelope.safeParse(content);
  if (!envelope.success) throw new PlanFileError(`${file} is not a plan file of rollcall`, AGAIN, { cause: envelope.error });
  requireVersion(file, envelope.data, expected);
  requireSignature(file, envelope.data, key);

  const plan = FileSchema.safeParse(envelope.data);
  if (!plan.success)
    throw new PlanFileError(`the plan file ${file} cannot be understood: ${z.prettifyError(plan.error)}`, AGAIN, {
      cause: plan.error,
    });
  requireConfig(file, plan.data, expected);
  requireAge(file, plan.data, expected);
  return plan.data;
}

async function readText(file: string): Promise<string> {
  const { text, openAs } = await readPrivate(file).catch((cause: unknown) => {
    throw new PlanFileError(`cannot read the plan file ${file}: ${whyNot(cause)}`, `Check the path. ${AGAIN}`, { cause });
  });
  if (openAs === undefined) return text;
  throw new PlanFileError(
    `the plan file ${file} is open to other users of this machine (mode ${openAs}); it names people, and it is for one user only`,
    `Run: chmod 600 ${file}`,
  );
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PlanFileError(`${file} is not a plan file of rollcall: it is not JSON`, AGAIN, { cause });
  }
}

function requireVersion(file: string, found: z.output<typeof Envelope>, { toolVersion }: Expectations): void {
  if (found.version === 1 && found.toolVersion === toolVersion) return;
  throw new PlanFileError(`the plan file ${file} was made by rollcall ${found.toolVersion}, and this is ${toolVersion}`, AGAIN);
}

function requireSignature(file: string, found: unknown, key: Uint8Array): void {
  const signed = Signed.safeParse(found);
  if (signed.success) {
    const { signature, ...content } = signed.data;
    if (isSignedBy(content, signature, key)) return;
  }
  throw new PlanFileError(
    `the signature of the plan file ${file} is not right: it was edited, or made with another state`,
    `A plan is applied as it was made, on the machine and with the state that made it. ${AGAIN}`,
  );
}

function requireConfig(file: string, found: PlanFile, { configFingerprint }: Expectations): void {
  if (found.configFingerprint === configFingerprint) return;
  throw new PlanFileError(`the plan file ${file} was made from another config than the present one`, AGAIN);
}

/** A minute of grace for a clock that was set back; a plan from further in the future would never grow old. */
function requireAge(file: string, { madeAt }: PlanFile, { now, maxAge }: Expectations): void {
  const age = now.getTime() - Date.parse(madeAt);
  if (age < -60_000)
    throw new PlanFileError(`the plan file ${file} was made in the future, at ${madeAt}`, `Check this machine's clock. ${AGAIN}`);
  if (age > maxAge)
    throw new PlanFileError(
      `the plan file ${file} is too old: made at ${madeAt}, and a plan is good for ${Math.round(maxAge / 360_000) / 10} hours`,
      `${AGAIN} The limit is plan.maxAge in the config.`,
    );
}
