import type { Config } from '../../config/config.js';
import { suggestion } from '../../config/suggest.js';
import { ConfigError } from '../../errors.js';
import { runId, type TargetName } from '../../model/ids.js';
import type { JournalEntry, RunRecord, StateStore } from '../../state/store.js';
import { isOfKindAndGroup, isUndoKind, type UndoChoice, type UndoKind, undoKinds } from '../../sync/undo/choice.js';
import { mayBeUndone } from '../../sync/undo/index.js';
import { chosenTargets } from '../choose.js';

export interface UndoFlags {
  readonly only?: readonly string[];
  readonly user?: readonly string[];
  readonly group?: readonly string[];
  readonly target?: readonly string[];
}

/** A run that may be taken back, and the part of it that is meant. */
export interface Undoable {
  readonly record: RunRecord;
  readonly choice: UndoChoice;
  readonly targets: readonly TargetName[];
  /** how many changes the run did in all */
  readonly changes: number;
}

const SEE = 'Its number is in: rollcall history.';

/** Looks whether there is something to take back. Throws ConfigError with the one reason why not. */
export async function undoableRun(store: StateStore, config: Config, number: string, flags: UndoFlags): Promise<Undoable> {
  const record = await runNumbered(store, number);
  const choice: UndoChoice = { kinds: kindsIn(flags.only), users: flags.user ?? [], groups: flags.group ?? [] };
  const journal = await store.journal(record.id);
  const entries = journal.filter(mayBeUndone);
  if (entries.length === 0)
    throw new ConfigError(
      journal.length === 0
        ? `run ${record.id} (${record.command}) changed nothing in any target`
        : `run ${record.id} (${record.command}) changed nothing: what it tried failed, or was so already`,
      `There is nothing to take back. What it did: rollcall show ${record.id}.`,
    );
  const touched = targetsOf(entries, config, flags.target);
  const here = entries.filter(entry => touched.includes(entry.target) && isOfKindAndGroup(entry, choice));
  if (here.length === 0) throw nothingChosen(record, entries);
  const targets = touched.filter(name => here.some(({ target }) => target === name));
  return { record, choice, targets, changes: entries.length };
}

async function runNumbered(store: StateStore, number: string): Promise<RunRecord> {
  const record = /^[1-9]\d{0,8}$/.test(number) ? await store.run(runId(Number(number))) : undefined;
  if (record === undefined) throw new ConfigError(`there is no run ${number}`, SEE);
  if (record.result === 'open')
    throw new ConfigError(`run ${number} has not finished`, 'Wait for its end; what a run did is known when it is over.');
  return record;
}

function kindsIn(words: readonly string[] = []): readonly UndoKind[] {
  return words.map(word => {
    const kind = word.toLowerCase();
    if (isUndoKind(kind)) return kind;
    throw new ConfigError(`--only ${word}: a run does nothing of that name`, suggestion(kind, Object.keys(undoKinds)));
  });
}

function targetsOf(entries: readonly JournalEntry[], config: Config, names: readonly string[] | undefined) {
  const chosen = chosenTargets(config, names);
  const touched = [...new Set(entries.map(({ target }) => target))].filter(
    target => chosen.length === 0 || chosen.includes(target),
  );
  const [lost] = touched.filter(target => !config.syncs.some(({ to }) => to.includes(target)));
  if (lost !== undefined)
    throw new ConfigError(
      `the run changed ${lost}, which no sync of this config feeds`,
      'Put the target back into the config, or name another one with --target.',
    );
  return touched;
}

function nothingChosen({ id }: RunRecord, entries: readonly JournalEntry[]): ConfigError {
  const did = Object.entries(undoKinds)
    .map(([word, kinds]) => ({ word, n: entries.filter(({ change }) => kinds.some(kind => kind === change.kind)).length }))
    .filter(({ word, n }) => n > 0 && word !== 'groups')
    .map(({ word, n }) => `${n} ${n === 1 ? word.slice(0, -1) : word}`);
  return new ConfigError(`run ${id} did nothing of that kind, in such a group or target`, `What it did: ${did.join(', ')}.`);
}
