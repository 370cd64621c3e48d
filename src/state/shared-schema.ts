import { z } from 'zod';
import { differenceKinds, type SharedSummary } from '../model/shared-directory.js';
import { exactly } from './agreement.js';
import { TargetNameText } from './id-schema.js';

const count = z.int().nonnegative();

export const SharedSchema = exactly<SharedSummary>()(
  z.object({
    target: TargetNameText,
    of: TargetNameText,
    syncMs: count,
    verified: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('compared'),
        people: count,
        groups: count,
        waiting: z.object({ changes: count, newest: z.string() }).exactOptional(),
        differences: z.partialRecord(z.enum(differenceKinds), count),
        unknownGroups: z.array(z.string()),
      }),
      z.object({ kind: z.literal('notCompared'), why: z.string() }),
    ]),
  }),
);
