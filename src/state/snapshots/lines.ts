import type { Answer, Snapshot } from './snapshot.js';

/** A snapshot as lines of JSON, in the order of `Line`. */
export function* linesOf({ about, sources, targets, state }: Snapshot): Generator<string> {
  let lines = 0;
  const text = (line: object) => {
    lines += 1;
    return `${JSON.stringify(line, plainSet)}\n`;
  };
  yield text({ format: 'rollcall-snapshot', version: 1, ...about });
  for (const each of [...sources.map(sourceLines), ...targets.map(targetLines), stateLines(state)])
    for (const line of each) yield text(line);
  yield text({ kind: 'end', since: state.since, lines });
}

/** JSON knows no sets. */
const plainSet = (_key: string, value: unknown): unknown => (value instanceof Set ? [...value] : value);

function* sourceLines({ pulled, lookedUp, ...about }: Snapshot['sources'][number]): Generator<object> {
  const { source } = about;
  const evidence = mapped(pulled, directory => directory.evidence);
  yield { kind: 'source', ...about, pulled: evidence, lookedUp: mapped(lookedUp, () => null) };
  if (pulled.kind === 'read') {
    const { people, groups, quarantined } = pulled.value;
    for (const row of people.values()) yield { kind: 'person', source, row };
    for (const row of groups.values()) yield { kind: 'sourceGroup', source, row };
    for (const row of quarantined) yield { kind: 'quarantined', source, row };
  }
  if (lookedUp.kind === 'read') for (const [id, row] of lookedUp.value) yield { kind: 'lookedUp', source, id, row };
}

function* targetLines({ read, held, ...about }: Snapshot['targets'][number]): Generator<object> {
  const { target } = about;
  const head = mapped(read, ({ accounts: _, groups: __, ...rest }) => rest);
  yield { kind: 'target', ...about, read: head, held: mapped(held, () => null) };
  if (read.kind === 'read') {
    for (const row of read.value.accounts.values()) yield { kind: 'account', target, row };
    for (const row of read.value.groups.values()) yield { kind: 'targetGroup', target, row };
  }
  if (held.kind === 'read') for (const row of held.value) yield { kind: 'responsibility', target, row };
}

function* stateLines(state: Snapshot['state']): Generator<object> {
  const rows = {
    ...{ link: state.links, managedGroup: state.groups, ledger: state.ledger, fact: state.facts, pin: state.pins },
    ...{
      wishes: state.wishes,
      sighting: state.sightings,
      sourceCount: state.sourceCounts,
      lastRead: state.lastReads,
      identity: state.identities,
      pause: state.pauses,
    },
    ...{ applied: state.applied, counted: state.counted, approved: state.approved },
  };
  for (const [kind, all] of Object.entries(rows)) for (const row of all) yield { kind, row };
}

const mapped = <T, U>(answer: Answer<T>, to: (value: T) => U): Answer<U> =>
  answer.kind === 'read' ? { kind: 'read', value: to(answer.value) } : answer;
