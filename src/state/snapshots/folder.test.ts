import { mkdtempDisposable, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { account, person, sourceDirectory, targetDirectory } from '../../../test/directories.js';
import { SnapshotError } from '../../errors.js';
import { accountId, personId, personKey, runId, sourceName } from '../../model/ids.js';
import { jira, link, okta, staff } from '../test-state.js';
import { readSnapshot } from './file.js';
import { keepSnapshot, keptRuns, loadSnapshot } from './folder.js';
import { areInSnapshots, purgeSnapshots } from './purge.js';
import type { Snapshot } from './snapshot.js';

const nothing = {
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

/** A company of these people, each with an account and a link; `manager` is an attribute of all of them. */
const snapshotOf = (run: number, logins: readonly string[], manager = ''): Snapshot => ({
  about: { run: runId(run), at: '2026-11-20T10:00:00.000Z', attended: false, toolVersion: '1', configFingerprint: 'x' },
  sources: [
    {
      ...{ source: sourceName('okta'), provider: okta, settings: 's', attributes: ['manager'] },
      pulled: {
        kind: 'read',
        value: sourceDirectory({ provider: okta, people: logins.map(login => person(login, { attributes: { manager } })) }),
      },
      lookedUp: { kind: 'read', value: new Map() },
    },
  ],
  targets: [
    {
      ...{ target: jira, settings: 't', asked: new Set(), held: { kind: 'read', value: [] } },
      read: { kind: 'read', value: targetDirectory({ accounts: logins.map(login => account(login)) }) },
    },
  ],
  state: { ...nothing, links: logins.map(login => link(login, `id-${login}`)) },
});

async function freshFolder() {
  const home = await mkdtempDisposable(join(tmpdir(), 'rollcall-snapshots-'));
  const folder = join(home.path, 'state.db.snapshots');
  return {
    folder,
    keep: (snapshot: Snapshot, keep = 10) => keepSnapshot({ folder, keep }, snapshot),
    [Symbol.asyncDispose]: () => home[Symbol.asyncDispose](),
  };
}

describe('the snapshots of the last runs (DESIGN §5)', () => {
  it('come back as they were', async () => {
    await using kept = await freshFolder();
    const snapshot = snapshotOf(3, ['ann', 'bob']);
    await kept.keep(snapshot);
    expect(await loadSnapshot(kept.folder, runId(3))).toEqual(snapshot);
    expect(await loadSnapshot(kept.folder, 'last')).toEqual(snapshot);
  });

  it('are for their owner alone', async () => {
    await using kept = await freshFolder();
    await kept.keep(snapshotOf(3, ['ann']));
    expect((await stat(kept.folder)).mode & 0o777).toBe(0o700);
    expect((await stat(join(kept.folder, '3.jsonl.gz'))).mode & 0o777).toBe(0o600);
  });

  it('are as many as the config says: the oldest goes first, in the order of numbers', async () => {
    await using kept = await freshFolder();
    for (const run of [8, 9, 10, 11]) await kept.keep(snapshotOf(run, []), 3);
    expect(await keptRuns(kept.folder)).toEqual([11, 10, 9]);
  });

  it('are not those of a state that was lost, whose runs had higher numbers', async () => {
    await using kept = await freshFolder();
    for (const run of [11, 12]) await kept.keep(snapshotOf(run, []));
    await kept.keep(snapshotOf(1, []));
    expect(await keptRuns(kept.folder)).toEqual([1]);
  });

  it('are whole or not there: what a run that died left of one is cleared away', async () => {
    await using kept = await freshFolder();
    await kept.keep(snapshotOf(1, []));
    await writeFile(join(kept.folder, '.2.jsonl.gz.0f2d.tmp'), 'half');
    expect(await keptRuns(kept.folder)).toEqual([1]);
    await kept.keep(snapshotOf(3, []));
    expect((await readdir(kept.folder)).toSorted()).toEqual(['1.jsonl.gz', '3.jsonl.gz']);
  });

  it('are whole or not there: nothing stays of one that could not be written to its end', async () => {
    await using kept = await freshFolder();
    const broken = Object.defineProperty(account('zoe'), 'email', {
      enumerable: true,
      get: () => {
        throw new Error('it broke');
      },
    });
    const snapshot = snapshotOf(1, ['ann']);
    const target = snapshot.targets.map(one => ({
      ...one,
      read: { kind: 'read' as const, value: { ...targetDirectory({}), accounts: new Map([[broken.id, broken]]) } },
    }));
    await expect(kept.keep({ ...snapshot, targets: target })).rejects.toThrow('cannot keep the snapshot of run 1');
    expect(await readdir(kept.folder)).toEqual([]);
  });

  it('are not written where a file is in the way', async () => {
    await using kept = await freshFolder();
    await writeFile(kept.folder, '');
    await expect(kept.keep(snapshotOf(1, []))).rejects.toThrow('there is a file of that name (EEXIST)');
  });
});

describe('a snapshot that cannot be used', () => {
  /** The file of run 1, changed. */
  async function told(edit: (bytes: Buffer) => Buffer | string, mode = 0o600): Promise<string> {
    await using kept = await freshFolder();
    await kept.keep(snapshotOf(1, ['ann', 'bob']));
    const file = join(kept.folder, '1.jsonl.gz');
    await writeFile(join(kept.folder, '2.jsonl.gz'), edit(await readFile(file)), { mode });
    const error: unknown = await readSnapshot(join(kept.folder, '2.jsonl.gz')).then(undefined, (cause: unknown) => cause);
    if (!(error instanceof SnapshotError)) throw new Error(`no SnapshotError: ${error}`);
    return error.message.replace(kept.folder, '');
  }
  const edited = (edit: (text: string) => string) => (bytes: Buffer) => gzipSync(edit(gunzipSync(bytes).toString()));

  it.each([
    ['one cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 40), 'the snapshot /2.jsonl.gz is damaged: '],
    ['one with a bit turned', (bytes: Buffer) => flipped(bytes), 'the snapshot /2.jsonl.gz is damaged: '],
    ['no gzip', () => 'hello', 'the snapshot /2.jsonl.gz is damaged: incorrect header check'],
    ['an empty file', () => '', 'the snapshot /2.jsonl.gz is damaged: '],
    ['another program’s', () => gzipSync('{"a":1}\n'), '/2.jsonl.gz is not a snapshot of rollcall'],
    ['no JSON', () => gzipSync('hello\n'), 'the snapshot /2.jsonl.gz is damaged: '],
    [
      'a newer rollcall’s',
      edited(text => text.replace('"version":1', '"version":2')),
      'was made by rollcall 1, whose format (2)',
    ],
    ['a line short', edited(text => text.replace(/\{"kind":"person".*\n/, '')), 'is damaged: 9 lines, and there were 10'],
    ['one without an end', edited(text => text.replace(/\{"kind":"end".*\n/, '')), 'is damaged: its end is missing'],
    ['an unknown kind of line', edited(text => text.replace('"kind":"person"', '"kind":"robot"')), 'is damaged: ✖ Invalid'],
  ])('is one clear error: %s', async (_, edit, message) => {
    expect(await told(edit)).toContain(message);
  });

  it('is one that others may read', async () => {
    expect(await told(bytes => bytes, 0o644)).toContain('is open to other users of this machine (mode 644)');
  });

  it('is one that is not there: those that are, are named', async () => {
    await using kept = await freshFolder();
    await expect(loadSnapshot(kept.folder, 'last')).rejects.toThrow('no run has left a snapshot yet');
    await kept.keep(snapshotOf(4, []));
    await expect(loadSnapshot(kept.folder, runId(3))).rejects.toMatchObject({
      message: 'there is no snapshot of run 3',
      hint: 'There are those of: 4. How many are kept says retention.snapshots.',
    });
  });
});

const flipped = (bytes: Buffer) => {
  const copy = Buffer.from(bytes);
  const middle = copy.length >> 1;
  copy.writeUInt8(copy.readUInt8(middle) ^ 0x10, middle);
  return copy;
};

describe('purge', () => {
  const ann = {
    people: [personKey(okta, personId('ann'))],
    accounts: [{ target: jira, account: accountId('id-ann') }],
    names: ['ann'],
  };

  it('leaves nothing of somebody in the bytes of any snapshot, and leaves those without them', async () => {
    await using kept = await freshFolder();
    await kept.keep(snapshotOf(1, ['ann', 'bob']));
    await kept.keep(snapshotOf(2, ['bob']));
    await kept.keep(snapshotOf(3, ['joann']));
    await kept.keep(snapshotOf(4, ['bob'], 'The ann'));

    expect(await purgeSnapshots(kept.folder, ann)).toBe(2);

    expect(await keptRuns(kept.folder)).toEqual([3, 2]);
    for (const name of await readdir(kept.folder))
      expect(gunzipSync(await readFile(join(kept.folder, name))).toString()).not.toMatch(/\bann\b/i);
  });

  it('knows somebody by an id alone, by a former name, by a key', async () => {
    await using kept = await freshFolder();
    await kept.keep(snapshotOf(1, ['ann']));
    expect(await areInSnapshots(kept.folder, 'ANN@example.com')).toBe(true);
    expect(await areInSnapshots(kept.folder, 'bob')).toBe(false);
    const seen = { person: personKey(okta, personId('00u7')), sync: staff, since: '', reads: 1, why: '' };
    await kept.keep({ ...snapshotOf(2, []), state: { ...nothing, sightings: [seen] } });
    expect(await purgeSnapshots(kept.folder, { people: [personKey(okta, personId('00u7'))], accounts: [], names: [] })).toBe(1);
    expect(await keptRuns(kept.folder)).toEqual([1]);
  });

  it('takes one that cannot be read along: nobody can tell what is in it', async () => {
    await using kept = await freshFolder();
    await kept.keep(snapshotOf(1, ['bob']));
    await writeFile(join(kept.folder, '2.jsonl.gz'), 'damaged', { mode: 0o600 });
    await writeFile(join(kept.folder, '.3.jsonl.gz.0f2d.tmp'), 'half');
    expect(await purgeSnapshots(kept.folder, ann)).toBe(1);
    expect(await readdir(kept.folder)).toEqual(['1.jsonl.gz']);
  });
});
