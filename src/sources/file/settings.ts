import { z } from 'zod';
import { AttributeTypeName } from '../settings.js';
import type { AttributeType } from '../source.js';

/** Either CSV files, or one document. Paths are absolute here: the config's loader resolves them. */
export const FileSettings = z
  .strictObject({
    /** CSV, one person a line */
    users: z.string().min(1).optional(),
    /** CSV, one member of a group a line */
    memberships: z.string().min(1).optional(),
    /** YAML or JSON with `users` and `groups`, instead of the CSV files */
    path: z
      .string()
      .regex(/\.(ya?ml|json)$/i, 'a file that ends in .yaml, .yml or .json; for CSV write `users:` and `memberships:`')
      .optional(),
    /** the provider's lasting identity; without it the file's name, and a renamed file loses its links */
    id: z.string().min(1).optional(),
    /** further columns and their types, as all sources may have them */
    attributes: z.record(z.string(), AttributeTypeName).default({}),
  })
  .superRefine(({ users, memberships, path }, context) => {
    const issue = (key: string, message: string) => context.addIssue({ code: 'custom', path: [key], message });
    if ((users === undefined) === (path === undefined)) issue('users', 'give either `users`, or `path`');
    else if (path !== undefined && memberships !== undefined) issue('memberships', '`path` holds the groups too');
  });
export type FileSettings = z.output<typeof FileSettings>;

/** What expressions may name besides the further columns that the config declares. */
export const attributeTypes = ({ attributes }: Pick<FileSettings, 'attributes'>): Record<string, AttributeType> => ({
  ...attributes,
  id: 'string',
  login: 'string',
  email: 'string',
  displayName: 'string',
  firstName: 'string',
  lastName: 'string',
  active: 'boolean',
});
