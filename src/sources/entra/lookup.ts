import { Interrupted, SyncError } from '../../errors.js';
import { pathSegment } from '../../http/address.js';
import type { PersonId } from '../../model/ids.js';
import type { ReadOptions } from '../../model/progress.js';
import { eachAlone } from '../each.js';
import type { LookedUp } from '../source.js';
import { type GraphApi, pathWith } from './api.js';
import { selectOf } from './attributes.js';
import { inBatches } from './batch.js';
import { type Answer, isGone } from './errors.js';
import { readNames } from './groups.js';
import { IdRow, readUser } from './schema.js';
import type { Question } from './session.js';
import type { EntraSettings } from './settings.js';
import { isMeant, readAssigned } from './users.js';

/** What Graph says now of each of these people, 20 in a call; what fails is unknown (R5). */
export async function lookUp(
  api: GraphApi,
  settings: EntraSettings,
  ids: readonly PersonId[],
  options: ReadOptions,
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  const answers = await lookUpAll(api, settings, ids, options);
  const { app } = settings;
  const isInQuestion = answers.values().some(({ kind }) => kind === 'present');
  if (app === undefined || !isInQuestion) return answers;
  const scope = await scopeOf(api, app, options);
  return new Map([...answers].map(([id, answer]) => [id, withScope(answer, id, app, scope)]));
}

/** The same, but for the app: whoever is there and active is `present`. */
async function lookUpAll(
  api: GraphApi,
  settings: EntraSettings,
  ids: readonly PersonId[],
  { signal, onProgress }: ReadOptions,
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  const batches = inBatches(ids);
  let done = 0;
  const answers = await eachAlone(batches, {
    signal,
    failed: (why): readonly LookedUp[] | string => why,
    task: async batch => {
      const found = await lookUpSome(api, settings, batch, signal);
      done += batch.length;
      onProgress?.({ what: 'look-ups', done, total: ids.length });
      return found.map(one => (one instanceof SyncError ? unknown(one.message) : one));
    },
  });
  return new Map(
    batches.flatMap((batch, at) => {
      const found = answers[at] ?? 'not asked';
      return batch.map((id, place): [PersonId, LookedUp] => [
        id,
        typeof found === 'string' ? unknown(found) : (found[place] ?? unknown('not answered')),
      ]);
    }),
  );
}

const unknown = (why: string): LookedUp => ({ kind: 'unknown', why });

/** At most 20 of them; an error for whom it was not answered. */
export async function lookUpSome(
  api: GraphApi,
  settings: EntraSettings,
  ids: readonly PersonId[],
  signal: AbortSignal,
): Promise<readonly (LookedUp | SyncError)[]> {
  const select = { $select: selectOf(settings.attributes) };
  const questions = ids.map(id => ({ path: pathWith(`users/${pathSegment(id, 'Graph')}`, select) }));
  const answers = await api.batch(questions, signal);
  const gone = ids.filter((_, at) => isGone(answers[at] ?? NONE));
  const departed = await lookUpDeleted(api, gone, signal);
  return ids.map((id, at) => departed.get(id) ?? judgeAnswer(api, settings, id, questions[at], answers[at] ?? NONE));
}

const NONE: Answer = { kind: 'refused', status: 504, body: undefined };

function judgeAnswer(
  api: GraphApi,
  settings: EntraSettings,
  id: PersonId,
  question: Question = { path: '' },
  answer: Answer,
): LookedUp | SyncError {
  return answer.kind === 'refused' ? api.errorOf(question, answer) : judgeRow(settings, id, answer.body);
}

/** What the row says of the person with this id. */
export function judgeRow(settings: EntraSettings, id: PersonId, row: unknown): LookedUp {
  const read = readUser(row, settings, 'look-up');
  if (read.kind === 'odd') return unknown(`a row that we do not understand: ${read.odd.problem}`);
  const { person } = read;
  if (person.id !== id) return unknown(`Graph answered with somebody else, ${person.id}`); // a UPN may be asked for like an id
  const isListed = isMeant(read, settings);
  if (person.standing.kind === 'inactive') return { ...person.standing, ...(isListed && { person }) }; // whoever it is (R5)
  if (!isListed) return { kind: 'outOfScope', why: 'a guest, and `guests` says to skip them', person };
  return { kind: 'present', person };
}

/**
 * Graph keeps the deleted for about 30 days, and says so: then they are gone by its own word. Of whom it knows nothing at all it says only
 * that (deleted for good, or never there): that is no statement about a person.
 */
async function lookUpDeleted(
  api: GraphApi,
  ids: readonly PersonId[],
  signal: AbortSignal,
): Promise<ReadonlyMap<PersonId, LookedUp>> {
  if (ids.length === 0) return new Map();
  const questions = ids.map(id => ({ path: `directory/deletedItems/${pathSegment(id, 'Graph')}` }));
  const answers = await api.batch(questions, signal);
  return new Map(ids.map((id, at) => [id, departure(id, answers[at] ?? NONE)]));
}

function departure(id: PersonId, answer: Answer): LookedUp {
  if (answer.kind === 'ok')
    return IdRow.safeParse(answer.body).data?.id === id ? { kind: 'deleted' } : unknown('deleted items answered with another');
  if (isGone(answer)) return { kind: 'outOfScope', why: 'neither among the users of the tenant, nor among those deleted lately' };
  if (answer.status === 403)
    return { kind: 'outOfScope', why: 'not among the users of the tenant; those deleted lately we may not read (403)' };
  return unknown(`not among the users of the tenant; those deleted lately could not be read (${answer.status})`);
}

/** Who has the app, or why that is not known. */
type Scope = { readonly kind: 'read'; readonly ids: ReadonlySet<PersonId> } | { readonly kind: 'unknown'; readonly why: string };

async function scopeOf(api: GraphApi, app: string, { signal }: ReadOptions): Promise<Scope> {
  try {
    const { named } = await readNames(api, { signal });
    return { kind: 'read', ids: (await readAssigned(api, app, named, signal)).ids };
  } catch (error) {
    if (!(error instanceof SyncError) || error instanceof Interrupted || signal.aborted) throw error;
    return { kind: 'unknown', why: error.message };
  }
}

function withScope(answer: LookedUp, id: PersonId, app: string, scope: Scope): LookedUp {
  if (answer.kind !== 'present') return answer;
  if (scope.kind === 'unknown') return unknown(`who is assigned to the app is not known: ${scope.why}`);
  return scope.ids.has(id) ? answer : notAssigned(app, answer);
}

export const notAssigned = (app: string, { person }: Extract<LookedUp, { kind: 'present' }>): LookedUp => ({
  ...{ kind: 'outOfScope', why: `not assigned to the app ${app}`, ...(person && { person }) },
});
