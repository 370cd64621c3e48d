import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMemberships } from './membership-document.js';

const { signal } = new AbortController();
const parse = (xml: string) => parseMemberships(xml, signal);
const one = (inner: string) => `<?xml version="1.0" encoding="UTF-8"?><memberships>${inner}</memberships>`;

const escaped = (text: string) => text.replace(/[&<>"'\n\r\t]/g, character => `&#${character.codePointAt(0)};`);
const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
  .filter(text => !/\p{Cc}|\p{Cs}|[\ufffe\uffff]/u.test(text));
const groups = fc.dictionary(name, fc.record({ users: fc.array(name), groups: fc.array(name) }), { noNullPrototype: true });

const written = (held: Record<string, { users: string[]; groups: string[] }>) =>
  one(
    Object.entries(held)
      .map(([group, { users, groups: children }]) => {
        const named = (kind: string, names: readonly string[]) =>
          names.map(each => `<${kind} name="${escaped(each)}"/>`).join('\n');
        return `<membership group="${escaped(group)}"><users>${named('user', users)}</users><groups>${named('group', children)}</groups></membership>`;
      })
      .join('\n'),
  );

describe('the document of all memberships (crowd sheet §3)', () => {
  it('tells direct members and nested groups of each group', async () => {
    const held = await parse(
      one(
        '<membership group="team-blue"><users><user name="mia"/></users><groups><group name="team-navy"/></groups></membership><membership group="empty"><users/><groups/></membership>',
      ),
    );

    expect(held.get('team-blue')).toEqual({ users: ['mia'], groups: ['team-navy'] });
    expect(held.get('empty')).toEqual({ users: [], groups: [] });
  });

  it('gives back whatever names were written into it', async () => {
    await fc.assert(
      fc.asyncProperty(groups, async held => {
        expect(Object.fromEntries(await parse(written(held)))).toEqual(held);
      }),
    );
  });

  it('is read to its end where it is longer than one slice', async () => {
    const users = Array.from({ length: 20_000 }, (_, index) => `someone.with.a.name.${index}`);

    expect((await parse(written({ all: { users, groups: [] } }))).get('all')?.users).toEqual(users);
  });

  it.each([
    ['half of it', '<memberships><membership group="blue"><users><user name="mia"/>'],
    ['nothing', ''],
    ['another document', '<html><body>Sign in</body></html>'],
    ['an error', '<error><reason>OPERATION_FAILED</reason></error>'],
    ['no XML', 'memberships'],
    ['a member without a name', one('<membership group="blue"><users><user/></users></membership>')],
    ['a group without a name', one('<membership><users><user name="mia"/></users></membership>')],
    ['names behind entities of its own', `<!DOCTYPE m [<!ENTITY x "mia">]>${one('<membership group="&x;"/>').slice(38)}`],
  ])('is never half believed: %s', async (_, xml) => {
    await expect(parse(xml)).rejects.toThrow(/./);
  });

  it('stops when told to (A7)', async () => {
    await expect(parseMemberships(written({ a: { users: ['mia'], groups: [] } }), AbortSignal.abort())).rejects.toThrow(/abort/i);
  });
});
