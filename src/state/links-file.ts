import { z } from 'zod';
import { LinksFileError } from '../errors.js';
import { whyNot } from './failures.js';
import { type LinksFile, LinksFileSchema } from './links-schema.js';
import { readPrivate, writePrivate } from './private-file.js';

/** Enough to tell whether it is ours, and for which rollcall. */
const Envelope = z.looseObject({ format: z.literal('rollcall-links'), version: z.int(), toolVersion: z.string() });

const OURS = 'Give a file that "rollcall links export FILE" or state.backup wrote.';

/** Writes what cannot be read again, whole or not at all, with mode 0600. Throws LinksFileError. */
export async function saveLinks(file: string, content: LinksFile): Promise<void> {
  try {
    await writePrivate(file, textOf(content));
  } catch (cause) {
    throw new LinksFileError(
      `cannot write the export ${file}: ${whyNot(cause)}`,
      'Save it in a folder that the user who runs rollcall may write to.',
      { cause },
    );
  }
}

/** JSON with a line for each row: a large state stays small, and two exports can be compared. */
function textOf(content: LinksFile): string {
  const parts = Object.entries(content).map(([key, value]) => {
    const rows: readonly unknown[] | undefined = Array.isArray(value) && value.length > 0 ? value : undefined;
    const text = rows === undefined ? JSON.stringify(value) : `[\n${rows.map(row => JSON.stringify(row)).join(',\n')}\n]`;
    return `${JSON.stringify(key)}: ${text}`;
  });
  return `{\n${parts.join(',\n')}\n}\n`;
}

/** Reads an export. Throws LinksFileError, with one reason: unreadable, open to other users, not ours, too new, damaged. */
export async function loadLinks(file: string): Promise<LinksFile> {
  const content = parseJson(file, await readText(file));
  const envelope = Envelope.safeParse(content);
  if (!envelope.success)
    throw new LinksFileError(`${file} is not an export of rollcall's links`, OURS, { cause: envelope.error });
  const { version, toolVersion } = envelope.data;
  if (version !== 1)
    throw new LinksFileError(
      `the export ${file} was made by rollcall ${toolVersion}, whose format (${version}) this version does not know`,
      `Import it with rollcall ${toolVersion}, or a newer one.`,
    );
  const parsed = LinksFileSchema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new LinksFileError(
    `the export ${file} cannot be understood: ${firstOf(parsed.error)}`,
    'It was edited or cut short. Take another export, or correct what is named here.',
    { cause: parsed.error },
  );
}

const TOLD = 5;

/** A large file may be wrong in each of its rows. */
function firstOf({ issues }: z.ZodError): string {
  const more = issues.length > TOLD ? `\n… and ${issues.length - TOLD} more` : '';
  return `${z.prettifyError({ issues: issues.slice(0, TOLD) })}${more}`;
}

async function readText(file: string): Promise<string> {
  const { text, openAs } = await readPrivate(file).catch((cause: unknown) => {
    throw new LinksFileError(`cannot read the export ${file}: ${whyNot(cause)}`, 'Check the path.', { cause });
  });
  if (openAs === undefined) return text;
  throw new LinksFileError(
    `the export ${file} is open to other users of this machine (mode ${openAs}): it says whose account is whose, and somebody else may have changed it`,
    `Make sure that it is as you left it, then run: chmod 600 ${file}`,
  );
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new LinksFileError(`${file} is not an export of rollcall's links: it is not JSON, or not all of it`, OURS, { cause });
  }
}
