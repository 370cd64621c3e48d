import { z } from 'zod';
import * as ids from '../model/ids.js';

/** Ids and names as they come back from storage: branded again, where they enter. */
export const AccountIdText = z.string().transform(ids.accountId);
export const ProviderIdText = z.string().transform(ids.providerId);
export const SourceGroupIdText = z.string().transform(ids.sourceGroupId);
export const SourceNameText = z.string().transform(ids.sourceName);
export const SyncNameText = z.string().transform(ids.syncName);
export const TargetGroupIdText = z.string().transform(ids.targetGroupId);
export const TargetNameText = z.string().transform(ids.targetName);
export const RunNumber = z.int().positive().transform(ids.runId);

/** Provider and person with the unit separator between them, see `personKey`. */
export const PersonKeyText = z.custom<ids.PersonKey>(value => typeof value === 'string' && value.includes('\u001f'), {
  error: 'no provider and person in it',
});
