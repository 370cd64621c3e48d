import type { Complain, Complaint, Path } from '../complaint.js';
import { isRecord } from '../is-record.js';
import { salvage } from '../issues.js';
import { keysAt } from '../schema-keys.js';
import { PersonText, type PersonWritten, PolicyTestFile, PolicyTestText, type PolicyTestWritten } from './schema.js';

/** A file of policy tests, each part of it as far as it could be parsed. */
export interface Parts {
  /** undefined: there, and wrong */
  readonly people: ReadonlyMap<string, PersonWritten | undefined>;
  readonly tests: readonly { readonly path: Path; readonly text: PolicyTestWritten }[];
}

/** Each test is checked for itself, so that a slip in one does not hide those in another. */
export function partsOf(value: unknown, complain: Complain): Parts {
  const raw = isRecord(value) ? value : {};
  const keep = <T>(path: Path, { value: parsed, complaints }: { value: T | undefined; complaints: readonly Complaint[] }) => {
    for (const { path: inner, ...problem } of complaints) complain([...path, ...inner], problem);
    return parsed;
  };
  const futureAt = () => [];
  const top = PolicyTestFile.omit({ tests: true, people: true });
  const { tests: rawTests, people: rawPeople, ...rest } = raw;
  keep([], salvage(top, rest, { keysAt: path => keysAt(PolicyTestFile, path), futureAt }));
  const list = Array.isArray(rawTests) ? rawTests : [];
  if (list.length === 0) complain(['tests'], { message: 'there are no tests', hint: 'Write tests: as a list of them.' });
  const people = new Map<string, PersonWritten | undefined>();
  for (const [name, one] of Object.entries(isRecord(rawPeople) ? rawPeople : {})) {
    const person = keep(['people', name], salvage(PersonText, one, { keysAt: path => keysAt(PersonText, path), futureAt }));
    people.set(name, person);
  }
  const tests = list.flatMap((one: unknown, at) => {
    const path: Path = ['tests', at];
    const text = keep(path, salvage(PolicyTestText, one, { keysAt: inner => keysAt(PolicyTestText, inner), futureAt }));
    return text === undefined ? [] : [{ path, text }];
  });
  return { people, tests };
}
