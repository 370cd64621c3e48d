import { z } from 'zod';

const finding = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reached'), ids: z.array(z.number()) }),
  z.object({ kind: z.literal('noticed'), id: z.number(), by: z.string() }),
]);

/** What the workers tell, a line each. */
export type Finding = z.infer<typeof finding>;

export const parseFindings = (text: string): Finding[] =>
  text
    .split('\n')
    .filter(line => line !== '')
    .map(line => finding.parse(JSON.parse(line)));
