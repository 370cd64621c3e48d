import { z } from 'zod';

const Claims = z.object({ roles: z.array(z.string()).default([]), appid: z.string().optional(), tid: z.string().optional() });

/** What an access token says that it may do: the application permissions (entra.md §5, 2026-11); undefined: it cannot be read. */
export function rolesOf(token: string): readonly string[] | undefined {
  const [, payload] = token.split('.');
  if (payload === undefined) return undefined;
  try {
    return Claims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))).data?.roles;
  } catch {
    return undefined;
  }
}
