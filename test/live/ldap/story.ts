import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RealOrg } from '../../real-org.js';
import { type LiveScene, openScene, orgAt, reachesTheExpectation, syncs } from '../real-org.js';

/** What an administrator does on the server itself. People are called by their login, groups by their name. */
export interface Hands extends AsyncDisposable {
  join(login: string, group: string): Promise<void>;
  leave(login: string, group: string): Promise<void>;
  /** Zoë New, `zoe.new@example.com` */
  hire(): Promise<void>;
  /** Emma Married, `emma.married@example.com`, under another DN */
  marry(login: string): Promise<void>;
  enable(login: string, isEnabled: boolean): Promise<void>;
  remove(login: string): Promise<void>;
  renameGroup(group: string, to: string): Promise<void>;
}

export interface Stage extends AsyncDisposable {
  /** one line of YAML */
  readonly source: string;
  readonly password: string;
  readonly hands: Hands;
  /** what the server tells of somebody who was deleted: that it is so, or nothing */
  readonly tells: 'deleted' | 'nothing';
}

/** The organisation comes in exactly, a second plan is empty, and what changes on the server arrives as the rules say. */
export function tellsTheStory(org: RealOrg, open: () => Promise<Stage>): void {
  let stage: Stage;
  let scene: LiveScene;

  beforeAll(async () => {
    stage = await open();
    scene = await openScene({ source: stage.source, env: { LDAP_PASSWORD: stage.password } });
  });
  afterAll(async () => {
    await scene?.[Symbol.asyncDispose]();
    await stage?.hands[Symbol.asyncDispose]();
    await stage?.[Symbol.asyncDispose]();
  });

  it('1,509 people in 782 groups arrive exactly as expected, and a second plan is empty (G9)', async () => {
    const nested = orgAt(org, 'nested');
    expect(nested.groups.flatMap(({ members }) => members)).toHaveLength(6453);

    await reachesTheExpectation(scene, nested);
  });

  it('who joins, joins by a group below, leaves and is new arrives with the next run', async () => {
    const { hands } = stage;
    await hands.join('mia.park@example.com', 'etcd-io:admins');
    await hands.join('mia.park@example.com', 'etcd-io:reviewers-etcd'); // which stands in etcd-io:members
    const [leaver = ''] = scene.directory().groups['kubernetes:cncf-wg'] ?? [];
    await hands.leave(`${leaver}@example.com`, 'kubernetes:cncf-wg');
    await hands.hire();
    await hands.join('zoe.new@example.com', 'etcd-io:admins');
    const before = scene.directory();

    const { accounts, groups } = await syncs(scene);

    const { 'etcd-io:admins': admins, 'etcd-io:reviewers-etcd': reviewers, 'etcd-io:members': members, ...others } = groups;
    expect(accounts).toEqual({ 'zoe.new': { email: 'zoe.new@example.com', displayName: 'Zoë New', active: true } });
    expect(admins).toEqual([...(before.groups['etcd-io:admins'] ?? []), 'mia.park', 'zoe.new'].toSorted());
    expect(reviewers).toContain('mia.park');
    expect(members ?? before.groups['etcd-io:members']).toContain('mia.park');
    expect(others).toEqual({ 'kubernetes:cncf-wg': before.groups['kubernetes:cncf-wg']?.filter(name => name !== leaver) });
  });

  it('who is renamed keeps the account, who is disabled loses it at once (C3, U2); who is gone, as the server tells it (R5)', async () => {
    const { hands, tells } = stage;
    await hands.marry('emma.vandijk@example.com');
    await hands.enable('amara.khan@example.com', false);
    await hands.remove('ivan.yilmaz@example.com');
    const before = scene.directory();

    const { accounts } = await syncs(scene);

    expect(accounts).toEqual({
      'emma.vandijk': undefined,
      'emma.married': { email: 'emma.married@example.com', displayName: 'Emma Married', active: true },
      'amara.khan': { ...before.accounts['amara.khan'], active: false },
      ...(tells === 'deleted' && { 'ivan.yilmaz': { ...before.accounts['ivan.yilmaz'], active: false } }),
    });
    expect(scene.directory().groups['etcd-io:everyone']).toContain('emma.married');
  });

  it('who is enabled again is switched on again (U6)', async () => {
    await stage.hands.enable('amara.khan@example.com', true);

    expect((await syncs(scene)).accounts).toMatchObject({ 'amara.khan': { active: true } });
  });

  it('a renamed group keeps its link, and its old name where the product cannot rename: that is told (G8)', async () => {
    await stage.hands.renameGroup('etcd-io:admins', 'etcd-io:owners');

    expect(await syncs(scene)).toEqual({ accounts: {}, groups: {} });
    expect((await scene.rollcall('plan')).stdout).toContain('etcd-io:owners');

    await stage.hands.join('omar.rossi@example.com', 'etcd-io:owners');
    expect((await syncs(scene)).groups['etcd-io:admins']).toContain('omar.rossi');
  });
}
