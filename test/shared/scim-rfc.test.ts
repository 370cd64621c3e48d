import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { personId, sourceGroupId } from '../../src/model/ids.js';
import { SCIM_TOKEN, startScim } from '../../src/sandbox/scim/index.js';
import { asked, scimFixture } from '../contracts/scim-fixture.js';
import { beside, isThere } from './beside.js';

const Attribute = z.object({
  name: z.string(),
  type: z.string(),
  multiValued: z.boolean(),
  get subAttributes() {
    return z.array(Attribute).optional();
  },
});
type Attribute = z.output<typeof Attribute>;
const Rfc = z.object({
  schemas: z.record(z.string(), z.object({ id: z.string(), attributes: z.array(Attribute) })),
  examples: z.record(z.string(), z.record(z.string(), z.unknown())),
});

const signal = () => ({ signal: new AbortController().signal });

describe.runIf(isThere)('what RFC 7643 and RFC 7644 show', async () => {
  const { schemas, examples } = Rfc.parse(
    isThere ? JSON.parse(await beside('specs/scim2-rfc-schemas.json')) : { schemas: {}, examples: {} },
  );
  const example = (name: string) => {
    const found = examples[name];
    if (found === undefined) throw new Error(`there is no example ${name}`);
    return { ...found };
  };

  it.each([
    ['rfc7643-8.1-user-minimal', 'bjensen@example.com', ''],
    ['rfc7643-8.2-user-full', 'bjensen@example.com', ''],
    ['rfc7643-8.3-enterprise_user', 'bjensen@example.com', 'Tour Operations'],
  ])('the user of %s is understood', async (name, login, department) => {
    await using fixture = await scimFixture({ users: ['x'] });
    fixture.scim.corrupt('x', { active: undefined, emails: undefined, ...example(name) });

    const { people, quarantined } = await fixture.source.pull({ group: () => true }, signal());

    expect(quarantined).toEqual([]);
    const [person] = people.values();
    expect(person).toMatchObject({ login, email: 'bjensen@example.com', standing: { kind: 'active' } });
    expect(person?.attributes.department ?? '').toBe(department);
  });

  it('the group of §8.4 is understood', async () => {
    const group = example('rfc7643-8.4-group');
    const members = z
      .array(z.object({ value: z.string() }))
      .parse(group.members)
      .map(({ value }) => value);
    await using fixture = await scimFixture({ users: members, groups: { any: [] } });
    const [id = ''] = fixture.scim.world.groups.keys();
    fixture.scim.corrupt(id, group);

    const { groups } = await fixture.source.pull({ group: () => true }, signal());

    expect([...groups.values()]).toEqual([
      {
        id: sourceGroupId(String(group.id)),
        name: group.displayName,
        members: { kind: 'read', ids: new Set(members.map(personId)) },
      },
    ]);
  });

  it('the service provider configuration of §8.5 sets the size of pages', async () => {
    await using fixture = await scimFixture({ users: ['ann'] });
    const body = example('rfc7643-8.5-service_provider_configuration');
    fixture.scim.fail(/ServiceProviderConfig/, { kind: 'status', status: 200, body });
    const config = z
      .object({ filter: z.object({ maxResults: z.number() }), sort: z.object({ supported: z.boolean() }) })
      .parse(body);

    await fixture.source.pull({ group: () => true }, signal());

    expect(asked(fixture)).toContainEqual(expect.stringContaining(`count=${config.filter.maxResults}`));
    expect(asked(fixture).some(path => path.includes('sortBy=id'))).toBe(config.sort.supported);
  });

  it('the error of §3.12 says that somebody is gone, the other one does not', async () => {
    await using fixture = await scimFixture({ users: ['ann', 'bob'] });
    fixture.scim.fail(/Users\/ann/, { kind: 'status', status: 404, body: example('rfc7644-3.12-error-not_found') });
    fixture.scim.fail(/Users\/bob/, { kind: 'status', status: 400, body: example('rfc7644-3.12-error-bad_request') });

    const found = await fixture.source.lookup([personId('ann'), personId('bob')], signal());

    expect([...found.values()].map(({ kind }) => kind)).toEqual(['deleted', 'unknown']);
  });

  it.each<['User' | 'Group', string]>([
    ['User', 'Users/ann'],
    ['Group', 'Groups/eng'],
  ])('the sandbox sends each %s as the schema has it', async (kind, path) => {
    const groups = [{ id: 'eng', name: 'Engineering', members: ['ann'] }];
    await using scim = await startScim({ users: ['ann'], groups, membersIn: 'both' });
    const reply = await fetch(`${scim.baseUrl}/${path}`, { headers: { authorization: `Bearer ${SCIM_TOKEN}` } });
    const row: Record<string, unknown> = JSON.parse(await reply.text());
    const schema = Object.values(schemas).find(({ id }) => id === `urn:ietf:params:scim:schemas:core:2.0:${kind}`);

    const { schemas: _, id: __, meta: ___, ...own } = row; // common to all resources (RFC 7643 §3.1), in no schema
    expect(Object.entries(own).flatMap(([name, value]) => departures(name, value, schema?.attributes ?? []))).toEqual([]);
  });
});

/** What an attribute is, and the schema does not know; by its path. */
function departures(path: string, value: unknown, attributes: readonly Attribute[]): readonly string[] {
  const name = path.split('.').at(-1);
  const attribute = attributes.find(each => each.name === name);
  if (attribute === undefined) return [`${path} is not in the schema`];
  if (attribute.multiValued !== Array.isArray(value)) return [`${path} is ${attribute.multiValued ? '' : 'not '}multi-valued`];
  return [value].flat().flatMap(each => {
    if (attribute.type !== 'complex')
      return typeof each === (attribute.type === 'boolean' ? 'boolean' : 'string') ? [] : [`${path} is a ${attribute.type}`];
    return Object.entries(each ?? {}).flatMap(([sub, inner]) =>
      departures(`${path}.${sub}`, inner, attribute.subAttributes ?? []),
    );
  });
}

if (!isThere) it('not run: no ../shared', () => console.log('not run: no ../shared'));
