import { type JiraWorld, jiraWorld } from '../contracts/jira-dc-world.js';
import { type Size, type Synced, synced } from '../contracts/target/synced.js';

/** A company that was synced into a Jira, where two of its people lead something. */
export interface Company extends Synced, Pick<JiraWorld, 'jira'> {
  /** milliseconds before each answer of Jira; it acts after them */
  slowJira(latency: number): void;
}

export async function company(size: Size = {}): Promise<Company> {
  const made = await synced(filling => jiraWorld('10.3.24', filling), size);
  const { jira, slow } = made.world;
  jira.openPaths.length = 0;
  jira.addProject({ key: 'OPS', lead: 'dan', components: [{ name: 'api', lead: 'eve' }] });
  return {
    ...made,
    jira,
    slowJira: slow,
    calm() {
      made.calm();
      jira.tokenExpired = false;
      jira.refuseBearer(false);
      jira.openPaths.length = 0;
    },
  };
}
