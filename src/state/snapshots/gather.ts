import type { LookedUp, Person, SourceDirectory, SourceGroup, TargetDirectory } from '../../model/directory.js';
import type { PersonId, SourceGroupId } from '../../model/ids.js';
import type { SnapshotLine } from './line-schema.js';
import type { About, Answer, Snapshot } from './snapshot.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Rows<T> = { [K in keyof T]: T[K] extends readonly (infer Row)[] ? Row[] : T[K] };
type Of<K extends SnapshotLine['kind']> = Extract<SnapshotLine, { kind: K }>;

/** Takes lines in turn and gives the snapshot when `end` has come; throws Error for a line that is out of place. */
export class Gathering {
  readonly #sources = new Map<string, SourceParts>();
  readonly #targets = new Map<string, TargetParts>();
  readonly #state: Mutable<Rows<Snapshot['state']>> = {
    ...{
      links: [],
      groups: [],
      ledger: [],
      facts: [],
      wishes: [],
      pins: [],
      sightings: [],
      sourceCounts: [],
      lastReads: [],
      identities: [],
      pauses: [],
    },
    ...{ since: '', applied: [], counted: [], approved: [] },
  };
  #lines = 1; // the head
  #isWhole = false;

  get isWhole(): boolean {
    return this.#isWhole;
  }

  take(line: SnapshotLine): void {
    if (this.#isWhole) throw new Error('there is more after its end');
    if (line.kind === 'end') {
      if (line.lines !== this.#lines) throw new Error(`${this.#lines} lines, and there were ${line.lines}`);
      this.#state.since = line.since;
      this.#isWhole = true;
      return;
    }
    this.#lines += 1;
    if ('source' in line) this.#takeOfSource(line);
    else if ('target' in line) this.#takeOfTarget(line);
    else this.#takeOfState(line);
  }

  snapshot(about: About): Snapshot {
    return {
      about,
      sources: [...this.#sources.values()].map(sourceOf),
      targets: [...this.#targets.values()].map(targetOf),
      state: this.#state,
    };
  }

  #takeOfSource(line: Extract<SnapshotLine, { source: unknown }>): void {
    if (line.kind === 'source') {
      this.#sources.set(line.source, { head: line, people: new Map(), groups: new Map(), quarantined: [], lookedUp: new Map() });
      return;
    }
    const parts = this.#sources.get(line.source);
    if (parts === undefined) throw new Error(`a line of ${line.source}, which is not there`);
    switch (line.kind) {
      case 'person':
        parts.people.set(line.row.id, line.row);
        return;
      case 'sourceGroup':
        parts.groups.set(line.row.id, line.row);
        return;
      case 'quarantined':
        parts.quarantined.push(line.row);
        return;
      case 'lookedUp':
        parts.lookedUp.set(line.id, line.row);
    }
  }

  #takeOfTarget(line: Extract<SnapshotLine, { target: unknown }>): void {
    if (line.kind === 'target') {
      this.#targets.set(line.target, { head: line, accounts: new Map(), groups: new Map(), held: [] });
      return;
    }
    const parts = this.#targets.get(line.target);
    if (parts === undefined) throw new Error(`a line of ${line.target}, which is not there`);
    switch (line.kind) {
      case 'account':
        parts.accounts.set(line.row.id, line.row);
        return;
      case 'targetGroup':
        parts.groups.set(line.row.id, line.row);
        return;
      case 'responsibility':
        parts.held.push(line.row);
    }
  }

  #takeOfState(line: Exclude<SnapshotLine, { source: unknown } | { target: unknown } | { kind: 'end' }>): void {
    const state = this.#state;
    switch (line.kind) {
      case 'link':
        return void state.links.push(line.row);
      case 'managedGroup':
        return void state.groups.push(line.row);
      case 'ledger':
        return void state.ledger.push(line.row);
      case 'fact':
        return void state.facts.push(line.row);
      case 'wishes':
        return void state.wishes.push(line.row);
      case 'pin':
        return void state.pins.push(line.row);
      case 'sighting':
        return void state.sightings.push(line.row);
      case 'sourceCount':
        return void state.sourceCounts.push(line.row);
      case 'lastRead':
        return void state.lastReads.push(line.row);
      case 'identity':
        return void state.identities.push(line.row);
      case 'pause':
        return void state.pauses.push(line.row);
      case 'applied':
        return void state.applied.push(line.row);
      case 'counted':
        return void state.counted.push(line.row);
      case 'approved':
        return void state.approved.push(line.row);
    }
  }
}

interface SourceParts {
  readonly head: Of<'source'>;
  readonly people: Map<PersonId, Person>;
  readonly groups: Map<SourceGroupId, SourceGroup>;
  readonly quarantined: SourceDirectory['quarantined'][number][];
  readonly lookedUp: Map<PersonId, LookedUp>;
}

interface TargetParts {
  readonly head: Of<'target'>;
  readonly accounts: Map<Of<'account'>['row']['id'], Of<'account'>['row']>;
  readonly groups: Map<Of<'targetGroup'>['row']['id'], Of<'targetGroup'>['row']>;
  readonly held: Of<'responsibility'>['row'][];
}

function sourceOf({ head, people, groups, quarantined, lookedUp }: SourceParts): Snapshot['sources'][number] {
  const { source, provider, settings, attributes } = head;
  const pulled: Answer<SourceDirectory> = filled(head.pulled, evidence => ({ provider, people, groups, quarantined, evidence }));
  return { source, provider, settings, attributes, pulled, lookedUp: filled(head.lookedUp, () => lookedUp) };
}

function targetOf({ head, accounts, groups, held }: TargetParts): Snapshot['targets'][number] {
  const read: Answer<TargetDirectory> = filled(head.read, rest => ({ ...rest, accounts, groups }));
  const { target, settings } = head;
  return { target, settings, read, asked: new Set(head.asked), held: filled(head.held, () => held) };
}

const filled = <T, U>(answer: Answer<T>, to: (value: T) => U): Answer<U> =>
  answer.kind === 'read' ? { kind: 'read', value: to(answer.value) } : answer;
