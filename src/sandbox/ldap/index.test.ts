import { Client, SizeLimitExceededError } from 'ldapts';
import { describe, expect, it } from 'vitest';
import { type LdapEmulator, type LdapOptions, startLdap } from './index.js';

const BASE = 'dc=example,dc=com';
const people = (count: number) =>
  Array.from({ length: count }, (_, at) => ({
    dn: `cn=u${at},${BASE}`,
    attributes: { objectClass: 'person', cn: `u${at}`, entryUUID: `id-${at}` },
  }));
const group = (cn: string, member: readonly string[]) => ({
  dn: `cn=${cn},${BASE}`,
  attributes: { objectClass: 'group', cn, member },
});
const dns = (count: number) => people(count).map(({ dn }) => dn);

/** Each row is one of ldap.md that is documented or was run; the client is ldapts' own. */
async function using<T>(options: LdapOptions, ask: (client: Client, server: LdapEmulator) => Promise<T>): Promise<T> {
  await using server = await startLdap(options);
  await using client = new Client({ url: server.url });
  await client.bind(server.user, server.password);
  return await ask(client, server);
}

const find = (options: LdapOptions, filter: string, attributes: string[] = ['1.1'], more = {}) =>
  using(options, async client => (await client.search(BASE, { filter, attributes, ...more })).searchEntries);

describe('the emulator signs in (ldap.md §1)', () => {
  it('refuses a wrong password with 49, as Active Directory with its reason', async () => {
    await using server = await startLdap({ isActiveDirectory: true });
    await using client = new Client({ url: server.url });

    await expect(client.bind(server.user, 'wrong')).rejects.toThrow(/data 52e.*0x31/);
  });

  it('lets an empty password in as nobody, who sees nothing', async () => {
    await using server = await startLdap({ entries: people(1) });
    await using client = new Client({ url: server.url });
    await client.bind(server.user, '');

    await expect(client.search(BASE)).rejects.toThrow('0x20');
  });

  it('wants TLS where it is told to (8)', async () => {
    await using server = await startLdap({ wantsTls: true });
    await using client = new Client({ url: server.url });

    await expect(client.bind(server.user, server.password)).rejects.toThrow('0x8');
  });

  it('tells at its root what it can, and refers to its other partitions', async () => {
    const found = await using(
      { isActiveDirectory: true, references: [`ldap://example.com/CN=Configuration,${BASE}`] },
      async client => ({
        root: (await client.search('', { scope: 'base', attributes: ['supportedCapabilities', 'defaultNamingContext'] }))
          .searchEntries,
        references: (await client.search(BASE)).searchReferences,
      }),
    );

    expect(found.root).toMatchObject([{ supportedCapabilities: '1.2.840.113556.1.4.800', defaultNamingContext: BASE }]);
    expect(found.references).toEqual([`ldap://example.com/CN=Configuration,${BASE}`]);
  });
});

describe('the emulator pages (ldap.md §2)', () => {
  const all = { paged: { pageSize: 2 } };

  it('page by page, and Active Directory cuts pages that are too large; without pages it ends with 4', async () => {
    const domain = { isActiveDirectory: true, maxPageSize: 2, entries: people(5) };

    expect(await find(domain, '(cn=*)', ['1.1'], { paged: { pageSize: 100 } })).toHaveLength(5);
    await expect(find(domain, '(cn=*)')).rejects.toThrow(SizeLimitExceededError);
  });

  it('OpenLDAP counts a paged search as a whole, and refuses a page that is too large with 11', async () => {
    await expect(find({ entries: people(5), pagedTotal: 3 }, '(cn=*)', ['1.1'], all)).rejects.toThrow(SizeLimitExceededError);
    await expect(find({ entries: people(5), maxPageSize: 1 }, '(cn=*)', ['1.1'], all)).rejects.toThrow('0xb');
  });

  it('may send a page without entries, where the client of ldapts stops: so ours is another', async () => {
    expect(await find({ entries: people(5), emptyPages: true }, '(cn=*)', ['1.1'], all)).toHaveLength(0);
  });
});

describe('the emulator shows (ldap.md §3 to 5)', () => {
  it('operational attributes only to who names them, and nothing that is hidden, without a word', async () => {
    const entries = people(1);

    expect(await find({ entries }, '(cn=u0)', ['*'])).toMatchObject([{ cn: 'u0' }]);
    expect((await find({ entries }, '(cn=u0)', ['*']))[0]).not.toHaveProperty('entryUUID');
    expect(await find({ entries }, '(cn=u0)', ['entryUUID'])).toMatchObject([{ entryUUID: 'id-0' }]);
    const isHidden = (_: unknown, name: string) => name === 'cn';
    expect(await find({ entries, isHidden }, '(objectClass=person)', ['cn'])).toMatchObject([{ cn: [] }]);
    for (const filter of ['(cn=*)', '(!(cn=*))', '(cn=u0)', '(!(cn=u0))'])
      expect(await find({ entries, isHidden }, `(&(objectClass=person)${filter})`)).toEqual([]);
  });

  it('members in ranges at Active Directory; the last ends with *, past the end there is none; others know no ranges', async () => {
    const domain = { isActiveDirectory: true, maxValues: 2, entries: [...people(3), group('all', dns(3))] };

    expect(await find(domain, '(cn=all)', ['member'])).toMatchObject([{ 'member;range=0-1': dns(2) }]);
    expect(await find(domain, '(cn=all)', ['member;range=2-*'])).toMatchObject([{ 'member;range=2-*': dns(3)[2] }]);
    expect(await find({ ...domain, isActiveDirectory: false }, '(cn=all)', ['member;range=0-1'])).toMatchObject([
      { 'member;range=0-1': [] },
    ]);
  });

  it('by bits and in chain at Active Directory, circles too; elsewhere in chain is nobody, without an error', async () => {
    const entries = [...people(1), group('in', [...dns(1), `cn=out,${BASE}`]), group('out', [`cn=in,${BASE}`])];
    const chain = `(memberOf:1.2.840.113556.1.4.1941:=cn=out,${BASE})`;
    const bits = (userAccountControl: string) => [{ dn: `cn=x,${BASE}`, attributes: { cn: 'x', userAccountControl } }];
    const disabled = '(userAccountControl:1.2.840.113556.1.4.803:=2)';

    expect((await find({ isActiveDirectory: true, entries }, `(&(objectClass=person)${chain})`)).map(({ dn }) => dn)).toEqual(
      dns(1),
    );
    expect(await find({ entries }, chain)).toEqual([]);
    expect(await find({ isActiveDirectory: true, entries: bits('514') }, disabled)).toHaveLength(1);
    expect(await find({ isActiveDirectory: true, entries: bits('512') }, disabled)).toHaveLength(0);
  });

  it('entries however their DN is written', async () => {
    const entries = [{ dn: `cn=Lee\\, Ann,${BASE}`, attributes: { objectClass: 'person', cn: 'Lee, Ann' } }];
    const found = await using(
      { entries },
      async client => (await client.search(`CN=lee\\2C ann, ${BASE}`, { scope: 'base' })).searchEntries,
    );

    expect(found).toHaveLength(1);
  });
});
