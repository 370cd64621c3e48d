import { z } from 'zod';
import { NotFound } from '../../errors.js';
import type { Finding } from '../../model/finding.js';
import { may, reading } from '../reading.js';
import { type GraphApi, pathWith } from './api.js';
import { noApp, placesOf, readAssignments } from './app.js';
import type { Step } from './check.js';

const App = z.object({
  displayName: z.string(),
  accountEnabled: z.boolean().nullish(),
  appRoleAssignmentRequired: z.boolean().nullish(),
});
type App = z.output<typeof App>;

/** The enterprise application that `app` names, and whether we may see who is assigned to it. */
export const appFindings: Step = async ({ api, app }, signal) => {
  if (app === undefined) return [];
  const found = await reading(`the enterprise application ${app}`, () => appOf(api, app, signal));
  if (found.kind === 'failed') return [found.finding];
  const assigned = await reading('who is assigned to the app', () => readAssignments(api, app, signal));
  const { displayName } = found.value;
  const read = assigned.kind === 'failed' ? assigned.finding : may(`read who is assigned to the app ${displayName}`);
  return [read, ...remarks(found.value)];
};

async function appOf(api: GraphApi, app: string, signal: AbortSignal): Promise<App> {
  for (const place of placesOf(app))
    try {
      const path = pathWith(place, { $select: 'id,displayName,accountEnabled,appRoleAssignmentRequired' });
      return await api.get({ path }, App, signal);
    } catch (error) {
      if (!(error instanceof NotFound)) throw error;
    }
  throw noApp(app);
}

function remarks({ displayName, accountEnabled, appRoleAssignmentRequired }: App): readonly Finding[] {
  const found: Finding[] = [];
  if (accountEnabled === false)
    found.push({
      level: 'warning',
      what: `nobody may sign in to the app ${displayName}`,
      hint: 'It is disabled. Name another `app`?',
    });
  if (appRoleAssignmentRequired === false)
    found.push({
      level: 'info',
      what: `the app ${displayName} does not require assignment: others may sign in to it, too`,
      hint: 'Only those who are assigned count here. Without `app` everybody does.',
    });
  return found;
}
