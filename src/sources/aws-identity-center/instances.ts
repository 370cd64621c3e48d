import { ConfigError, UnexpectedReply } from '../../errors.js';
import { oneLine } from '../../http/vendor-message.js';
import { readList } from './lists.js';
import { InstanceRow, type Page } from './schema.js';

/** The store of the one instance of IAM Identity Center that is shown; several are a choice that nobody made. */
export async function onlyStore(region: string, page: (token: string | undefined) => Promise<Page>): Promise<string> {
  const { rows } = await readList({ what: 'instances', page, keyOf: row => InstanceRow.safeParse(row).data?.IdentityStoreId });
  const instances = rows.map(row => InstanceRow.safeParse(row).data);
  const [only, ...others] = instances;
  if (instances.includes(undefined) || (only === undefined && rows.length > 0))
    throw new UnexpectedReply(
      'AWS sent an instance of IAM Identity Center that we do not understand',
      'Write the id of the identity store as `identityStoreId`; it stands on the page Settings of the console.',
    );
  if (only === undefined)
    throw new ConfigError(
      `AWS shows no instance of IAM Identity Center in ${region}`,
      'Check `region`: it is the one where IAM Identity Center was enabled. Are these the credentials of the management account or the delegated administrator?',
    );
  if (others.length > 0)
    throw new ConfigError(
      `AWS shows several instances of IAM Identity Center: ${instances.map(one => titleOf(one)).join(', ')}`,
      'Write which one is meant as `identityStoreId`.',
    );
  return only.IdentityStoreId;
}

const titleOf = (instance: { IdentityStoreId: string; Name?: string | null | undefined } | undefined): string =>
  instance === undefined ? '' : oneLine(`${instance.IdentityStoreId}${instance.Name ? ` (${instance.Name})` : ''}`);
