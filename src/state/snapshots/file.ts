import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { z } from 'zod';
import { SnapshotError, SyncError } from '../../errors.js';
import { systemCode, whyNot } from '../failures.js';
import { writePrivate } from '../private-file.js';
import { Gathering } from './gather.js';
import { HeadLine, Line } from './line-schema.js';
import { linesOf } from './lines.js';
import type { Snapshot } from './snapshot.js';

/** Enough to tell whether it is ours, and for which rollcall. */
const Envelope = z.looseObject({ format: z.literal('rollcall-snapshot'), version: z.int(), toolVersion: z.string() });

const ANOTHER = 'Take another run: rollcall plan --from RUN. The files of the last ones are beside the state.';

/** Writes a snapshot, whole and durable or not at all, with mode 0600. Throws the system's own error. */
export async function writeSnapshot(file: string, snapshot: Snapshot): Promise<void> {
  await pipeline(Readable.from(inChunks(linesOf(snapshot))), createGzip({ level: 4 }), source => writePrivate(file, source));
}

const CHUNK = 1 << 16;

function* inChunks(lines: Iterable<string>): Generator<Buffer> {
  let chunk = '';
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK) continue;
    yield Buffer.from(chunk);
    chunk = '';
  }
  if (chunk !== '') yield Buffer.from(chunk);
}

/** Throws SnapshotError, with one reason: open to other users, not ours, made by a newer rollcall, damaged. */
export async function readSnapshot(file: string): Promise<Snapshot> {
  await refuseOpen(file);
  const lines = jsonIn(file);
  const { value: first } = await lines.next();
  const about = headOf(file, first);
  const gathering = new Gathering();
  try {
    for await (const line of lines) gathering.take(Line.parse(line));
  } catch (cause) {
    if (cause instanceof SyncError) throw cause;
    throw damaged(file, cause instanceof z.ZodError ? z.prettifyError(cause) : whyNot(cause), cause);
  }
  if (!gathering.isWhole) throw damaged(file, 'its end is missing');
  return gathering.snapshot(about);
}

/** Each line of a snapshot as it is, unchecked. Throws SnapshotError where it cannot be read on. */
export async function* jsonIn(file: string): AsyncGenerator<unknown> {
  try {
    for await (const line of textIn(file)) yield JSON.parse(line);
  } catch (cause) {
    throw damaged(file, whyNot(cause), cause);
  }
}

/** Split at line feeds alone: a name may hold one of the other characters that end a line for Node's readline. */
async function* textIn(file: string): AsyncGenerator<string> {
  const unpacked = createGunzip();
  // its failure comes out of `unpacked`, where it is waited for
  const packed = pipeline(createReadStream(file), unpacked).catch((cause: unknown) => cause);
  let rest = '';
  for await (const chunk of unpacked.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
  const failure = await packed;
  if (failure !== undefined) throw failure;
  if (rest !== '') throw new Error('it ends within a line');
}

function headOf(file: string, line: unknown): Snapshot['about'] {
  const envelope = Envelope.safeParse(line);
  if (!envelope.success) throw new SnapshotError(`${file} is not a snapshot of rollcall`, ANOTHER, { cause: envelope.error });
  const { version, toolVersion } = envelope.data;
  if (version !== 1)
    throw new SnapshotError(
      `the snapshot ${file} was made by rollcall ${toolVersion}, whose format (${version}) this version does not know`,
      `Use rollcall ${toolVersion}, or a newer one.`,
    );
  const head = HeadLine.safeParse(line);
  if (!head.success) throw damaged(file, z.prettifyError(head.error), head.error);
  const { format: _, version: __, ...about } = head.data;
  return about;
}

async function refuseOpen(file: string): Promise<void> {
  const { mode } = await stat(file).catch((cause: unknown) => {
    throw new SnapshotError(
      systemCode(cause) === 'ENOENT' ? `there is no snapshot at ${file}` : `cannot read the snapshot ${file}: ${whyNot(cause)}`,
      ANOTHER,
      { cause },
    );
  });
  if (process.platform === 'win32' || (mode & 0o077) === 0) return;
  throw new SnapshotError(
    `the snapshot ${file} is open to other users of this machine (mode ${(mode & 0o777).toString(8)}); it names people`,
    `Run: chmod 600 ${file}`,
  );
}

const damaged = (file: string, what: string, cause?: unknown) =>
  new SnapshotError(`the snapshot ${file} is damaged: ${what}`, ANOTHER, { cause });
