import { z } from 'zod';
import { SecretText } from '../../secrets.js';
import { reach } from '../settings.js';

/** What a `crowd` target needs besides what every target has: an application of Crowd, or of Jira's User Server, and no user. */
export const CrowdSettings = z.strictObject({
  /** of Crowd, with its context path (`https://host/crowd`), or of the Jira that acts as a Crowd server */
  url: reach.url,
  /** the name of the application that an administrator made for the sync */
  application: z.string().min(1),
  /** the application's password */
  password: SecretText,
  /** groups whose members administer a product that uses this directory: REST cannot tell */
  administratorGroups: z
    .array(z.string().min(1))
    .default(['crowd-administrators', 'jira-administrators', 'jira-system-administrators', 'confluence-administrators']),
  ca: reach.ca,
  rate: reach.rate,
});

export type CrowdSettings = z.output<typeof CrowdSettings>;
