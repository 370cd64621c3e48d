import { prettifyError, type z } from 'zod';
import { UnexpectedReply } from '../errors.js';
import type { HttpReply } from '../http/client.js';

export const isDone = ({ status }: HttpReply): boolean => status >= 200 && status < 300;

/** The body of an answer, checked by the schema. Throws UnexpectedReply; `hint`: what an admin may look at besides. */
export function understood<S extends z.ZodType>(system: string, schema: S, { body }: HttpReply, hint = ''): z.output<S> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw new UnexpectedReply(
    `${system} sent a reply that we do not understand: ${prettifyError(result.error).replaceAll(/\s+/g, ' ')}`,
    `Its API may have changed, or a proxy answered in its place. ${hint}`.trim(),
    { cause: result.error },
  );
}
