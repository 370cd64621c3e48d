import type { HttpReply } from '../http/client.js';

export interface Explained {
  readonly why: string;
  readonly hint: string;
}

/**
 * A refusal in a web page: what serves data says no in data, so somebody in front of it spoke, and no permission of ours would
 * help. undefined: it is none.
 */
export function refusedByPage({ status, body }: HttpReply): Explained | undefined {
  if (status !== 403 || typeof body !== 'string' || !/<html|<!doctype/i.test(body)) return undefined;
  return {
    why: 'somebody in front of it refused, with a web page instead of data (403)',
    hint: 'A proxy, a firewall or a list of allowed addresses: let the API calls of this machine through.',
  };
}
