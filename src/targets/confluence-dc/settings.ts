import { z } from 'zod';
import { oneLogin, reach } from '../settings.js';

/** What a `confluence-dc` target needs besides what every target has. Either `token`, or `username` and `password`. */
export const ConfluenceSettings = z
  .strictObject({
    ...reach,
    /** the groups that hold the administrators' permissions, besides those that Confluence tells from 9.2 on */
    administratorGroups: z.array(z.string().min(1)).default(['confluence-administrators']),
  })
  .superRefine(oneLogin);

export type ConfluenceSettings = z.output<typeof ConfluenceSettings>;
