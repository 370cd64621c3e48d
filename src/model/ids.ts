declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** A person's immutable id at the identity provider. */
export type PersonId = Branded<string, 'PersonId'>;
/** A group's immutable id at the identity provider. */
export type SourceGroupId = Branded<string, 'SourceGroupId'>;
/** Whatever the target calls an account's immutable id (Jira: the user key). Never a username by assumption. */
export type AccountId = Branded<string, 'AccountId'>;
/** Whatever the target knows a group by for good (Jira: the folded name, since groups cannot be renamed there). */
export type TargetGroupId = Branded<string, 'TargetGroupId'>;
/** The provider's own identity (org host, issuer, file), not its name in the YAML; links survive a renamed source. */
export type ProviderId = Branded<string, 'ProviderId'>;
/** Provider and person in one string: unique over several sources. */
export type PersonKey = Branded<string, 'PersonKey'>;
/** Names in the config. */
export type SourceName = Branded<string, 'SourceName'>;
export type TargetName = Branded<string, 'TargetName'>;
export type SyncName = Branded<string, 'SyncName'>;
/** Runs are numbered from 1 within a state. */
export type RunId = Branded<number, 'RunId'>;
/** A name made comparable: see names.ts. */
export type NameKey = Branded<string, 'NameKey'>;

export const personId = (text: string) => text as PersonId;
export const sourceGroupId = (text: string) => text as SourceGroupId;
export const accountId = (text: string) => text as AccountId;
export const targetGroupId = (text: string) => text as TargetGroupId;
export const providerId = (text: string) => text as ProviderId;
export const sourceName = (text: string) => text as SourceName;
export const targetName = (text: string) => text as TargetName;
export const syncName = (text: string) => text as SyncName;
export const runId = (number: number) => number as RunId;
export const nameKeyOf = (text: string) => text as NameKey;

const SEPARATOR = '\u001f';
export const personKey = (provider: ProviderId, id: PersonId) => `${provider}${SEPARATOR}${id}` as PersonKey;

export function splitPersonKey(key: PersonKey): { provider: ProviderId; id: PersonId } {
  const at = key.indexOf(SEPARATOR); // the first one: a provider is named by the config, an id by the source
  return { provider: providerId(key.slice(0, at)), id: personId(key.slice(at + SEPARATOR.length)) };
}
