import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigError, type Mistake } from '../../errors.js';
import type { Given, PolicyTest } from '../../model/policy.js';
import type { Complain, Complaint, Path } from '../complaint.js';
import type { Config } from '../config.js';
import { readDocument, wrongFile } from '../document.js';
import { suggestion } from '../suggest.js';
import { expectationOf } from './expectation.js';
import { type Parts, partsOf } from './parts.js';
import { givenOf } from './people.js';
import type { PolicyTestWritten } from './schema.js';

const DEFAULT_FILE = 'rollcall.tests.yaml';
const THEN = 'Correct the file, then run `rollcall test` again.';

type Known = Pick<Config, 'file' | 'sources' | 'targets' | 'syncs' | 'tests'>;

/**
 * The policy tests of these files (relative to `cwd`); of those the config names where there are none; else of rollcall.tests.yaml
 * beside the config. Throws a ConfigError that holds every mistake of every file.
 */
export async function loadPolicyTests(config: Known, files: readonly string[], cwd: string): Promise<readonly PolicyTest[]> {
  const paths = files.length > 0 ? files.map(file => resolve(cwd, file)) : (config.tests ?? [besideConfig(config)]);
  const texts = await Promise.all(paths.map(async path => ({ path, text: await textOf(path, config, files.length > 0) })));
  const parsed = texts.map(({ path, text }) => parse(path, text, config));
  const mistakes = parsed.flatMap(one => one.mistakes);
  const [first] = mistakes;
  if (first === undefined) return parsed.flatMap(({ tests }) => tests);
  const isOneFile = mistakes.every(({ file }) => file === first.file);
  throw isOneFile
    ? wrongFile(first.file, mistakes, THEN)
    : new ConfigError(`the policy tests have ${mistakes.length} mistakes`, THEN, mistakes);
}

const besideConfig = ({ file }: Known) => join(dirname(file), DEFAULT_FILE);

async function textOf(path: string, { tests }: Known, named: boolean): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
    if (code === undefined) throw cause;
    if (code === 'ENOENT' && !named && tests === undefined)
      throw new ConfigError(
        `there are no policy tests: no ${path}`,
        'Write one (docs/policy-tests.md shows how), name others in the config (tests: FILE), or after the command.',
      );
    const what = code === 'ENOENT' ? `there is no file ${path}` : `${path} cannot be read (${code})`;
    throw new ConfigError(what, named ? 'Check the path after `test`.' : 'Check `tests` in the config.', [], { cause });
  }
}

interface Parsed {
  readonly tests: readonly PolicyTest[];
  readonly mistakes: readonly Mistake[];
}

function parse(file: string, text: string, config: Known): Parsed {
  const document = readDocument(text, file);
  if (document.mistakes.length > 0) return { tests: [], mistakes: document.mistakes };
  const complaints: Complaint[] = [];
  const complain: Complain = (path, problem) => complaints.push({ path, ...problem });
  const { people, tests } = partsOf(document.value, complain);
  const context: Context = { config, people, complain };
  const targets = config.targets.map(({ name }) => name);
  for (const [name, person] of people) if (person !== undefined) givenOf(person, ['people', name], { ...config, complain });
  const built = tests.map(({ path, text }) => ({
    name: text.name,
    file,
    line: document.place({ path, message: '' }).line ?? 1,
    given: everybodyGiven(text, path, context),
    expect: Object.entries(text.expect).map(([target, expected]) =>
      expectationOf(target, expected, [...path, 'expect', target], {
        ...{ targets, complain },
        isSound: !complaints.some(complaint => isWithin([...path, 'expect', target], complaint.path)),
      }),
    ),
  }));
  return { tests: built, mistakes: complaints.map(document.place) };
}

const isWithin = (outer: Path, inner: Path) => outer.every((step, at) => inner[at] === step);

interface Context {
  readonly config: Known;
  readonly people: Parts['people'];
  readonly complain: Complain;
}

/** Somebody named under `people` is complained of there, once. */
function everybodyGiven({ given }: PolicyTestWritten, path: Path, { config, people, complain }: Context): Given[] {
  const isList = Array.isArray(given);
  return (isList ? given : [given]).flatMap((one, at) => {
    const place = [...path, 'given', ...(isList ? [at] : [])];
    if (typeof one !== 'string') return givenOf(one, place, { ...config, complain }) ?? [];
    const person = people.get(one);
    if (person !== undefined) return givenOf(person, place, { ...config, complain: () => {} }) ?? [];
    if (people.has(one)) return [];
    complain(place, { message: `there is nobody called "${one}" under people`, hint: suggestion(one, [...people.keys()]) });
    return [];
  });
}
