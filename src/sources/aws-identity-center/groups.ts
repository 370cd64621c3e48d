import { prettifyError } from 'zod';
import { UnexpectedReply } from '../../errors.js';
import type { ListEvidence } from '../../model/directory.js';
import type { ReadOptions } from '../../model/progress.js';
import type { AwsApi } from './api.js';
import { readList } from './lists.js';
import { GroupRow } from './schema.js';

/** All groups by name. */
export async function readNames(api: AwsApi, { signal, onProgress }: ReadOptions) {
  const { rows, evidence } = await readList({
    what: 'groups',
    page: token => api.groups(token, signal),
    keyOf: row => GroupRow.safeParse(row).data?.id,
    onPage: done => onProgress?.({ what: 'groups', done }),
  });
  return { named: rows.map(groupOf), evidence } satisfies { evidence: ListEvidence; named: unknown };
}

function groupOf(row: unknown) {
  const { data, error } = GroupRow.safeParse(row);
  if (error === undefined) return data;
  throw new UnexpectedReply(
    `AWS sent a group that we do not understand: ${prettifyError(error).replaceAll(/\s+/g, ' ')}`,
    'Nothing was believed. Its API may have changed.',
  );
}
