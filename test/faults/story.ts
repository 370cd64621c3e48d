import type { JiraVersion } from '../../src/sandbox/jira-dc/versions.js';
import { wishedBy } from '../bad-days/runs.js';
import { expression, LOOSE_GUARDS, manual, onTheFly, sync, targetRules } from '../rules.js';
import { ATTRIBUTES } from './attributes.js';
import { DAY, type TestClock } from './clock.js';
import { type Lab, openLab, type Setting } from './lab.js';
import type { SourceSide } from './source-side.js';

const PEOPLE = ['ann', 'bob', 'cid', 'dan', 'eve', 'fay', 'gus', 'hal', 'ida', 'jon', 'kim'];

/** All that a Jira can be asked to do, in one run. */
export const KINDS = [
  ...(['handOver', 'deactivateUser', 'createUser', 'updateUser', 'renameUser', 'reactivateUser', 'createGroup'] as const),
  ...(['addMember', 'removeMember', 'cutAccess', 'deleteUser', 'deleteGroup'] as const),
];

export interface Story {
  readonly from: 'okta' | 'idcs';
  readonly source: (clock: TestClock, pageSize: number) => Promise<SourceSide>;
  readonly version: JiraVersion;
  /** who inherits projects; null: nobody does, and whoever leads one keeps the account without access (U4) */
  readonly heir: string | null;
}

/** The morning of a day on which a change of every kind is due; no guard stands in anybody's way. */
export async function morning(story: Story): Promise<Lab> {
  const lab = await openLab(settingOf(story));
  const { jira, clock } = lab;
  const { staff } = lab.source;
  staff.hire(...PEOPLE);
  staff.addGroup('Engineering', ['ann', 'bob', 'cid', 'dan', 'ida', 'kim']);
  staff.addGroup('atl-red', ['ann', 'bob', 'cid']);
  staff.addGroup('atl-old', ['gus']);
  for (const name of ['Sales', 'Legal', 'Finance']) staff.addGroup(name, ['kim']); // no rule names them
  await done(lab, true);
  jira.addProject({ key: 'OPS', lead: 'dan', components: [{ name: 'api', lead: 'eve' }] });
  jira.addProject({ key: 'SECRET', lead: 'fay', hidden: true });

  staff.suspend('ida');
  staff.suspend('jon');
  staff.rename('eve', 'Eve', EXTERNAL); // not gone yet: seen missing once
  await done(lab);

  clock.pass(20 * DAY);
  staff.hire('lea');
  staff.rename('ann', 'Anna');
  staff.changeLogin('bob', 'bobby@example.com');
  staff.resume('ida'); // switched off by us, so switched on again
  staff.suspend('dan'); // leads a project
  staff.suspend('fay'); // leads a project that we cannot see: the switch-off is refused, access is cut
  staff.remove('hal'); // and jon has been off for so long that he is deleted
  staff.removeMember('Engineering', 'cid');
  staff.removeMember('atl-red', 'bob'); // under another name by then
  staff.removeGroup('atl-old');
  staff.addGroup('atl-blue', ['ann', 'lea']);
  await lab.remember();
  return lab;
}

const EXTERNAL = 'External';

async function done(lab: Lab, attended = false): Promise<void> {
  const ran = await lab.run({ attended });
  if (ran.result?.record !== 'done')
    throw new Error(`the lab could not be set up: ${JSON.stringify(ran.result ?? ran.problems)}`);
  if (wishedBy(ran).length === 0) throw new Error('the lab was set up without any change');
}

const settingOf = ({ from, source, version, heir }: Story): Setting<SourceSide> => ({
  source: clock => source(clock, 5),
  jira: { version },
  pageSize: 5,
  leads: { ...(heir === null ? {} : { project: heir }), component: 'admin' },
  shrunkShare: 0,
  target: targetRules({ guards: LOOSE_GUARDS }),
  sync: sync({
    from,
    users: {
      filter: expression('!user.displayName.endsWith("External")', ({ displayName }) => !displayName.endsWith(EXTERNAL)),
      attributes: ATTRIBUTES,
      leavers: { action: 'delete', after: { reads: 2, atLeastMs: DAY }, deleteAfterMs: 10 * DAY },
    },
    groups: {
      membership: 'managed',
      manual: [manual('Engineering', 'developers')],
      onTheFly: [onTheFly('atl-(?<team>.+)', '{team}', { membership: 'granted' })],
      orphans: 'delete',
      newUsers: ['jira-software-users'],
    },
  }),
});
