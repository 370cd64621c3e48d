import { z } from 'zod';
import { oneLogin, reach } from '../settings.js';

/**
 * What a `bitbucket-dc` target needs besides what every target has. `token` is an OAuth 2.0 access token; with an HTTP access token
 * of Bitbucket's own, users and groups can be read, and never changed.
 */
export const BitbucketSettings = z
  .strictObject({
    ...reach,
    /** groups of administrators besides those that hold ADMIN or SYS_ADMIN, which REST tells to administrators only */
    administratorGroups: z.array(z.string().min(1)).default([]),
  })
  .superRefine(oneLogin);

export type BitbucketSettings = z.output<typeof BitbucketSettings>;
