import { z } from 'zod';
import { oneLogin, reach } from '../settings.js';

/** What a `jira-dc` target needs besides what every target has. Either `token`, or `username` and `password`. */
export const JiraSettings = z
  .strictObject({
    ...reach,
    /** usernames of who inherits from a leaver; `component: null` clears the component's lead */
    leads: z
      .strictObject({ project: z.string().min(1).optional(), component: z.string().min(1).nullable().optional() })
      .default({}),
    /** groups are nested in this Jira: its REST API then cannot tell direct members, so removals are reported, not planned (G9) */
    nestedGroups: z.boolean().default(false),
    /** the groups that hold the administrators' permissions: REST cannot tell */
    administratorGroups: z.array(z.string().min(1)).default(['jira-administrators', 'jira-system-administrators']),
  })
  .superRefine(oneLogin);

export type JiraSettings = z.output<typeof JiraSettings>;
