import { z } from 'zod';

/** What an administrator does by hand, with Keycloak's own account of the realm `master`. */
export interface Admin {
  /** one call below /admin/realms; resolves with the JSON of the answer. Rejects for whatever is no 2xx */
  call(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<unknown>;
}

const Token = z.object({ access_token: z.string() });

export function adminOf(url: string, password: string): Admin {
  /** anew for each call: they live a minute */
  async function token(): Promise<string> {
    const body = new URLSearchParams({ grant_type: 'password', client_id: 'admin-cli', username: 'admin', password });
    const answer = await fetch(`${url}/realms/master/protocol/openid-connect/token`, { method: 'POST', body });
    return Token.parse(await answer.json()).access_token;
  }
  return {
    async call(method, path, body) {
      const headers = { authorization: `Bearer ${await token()}`, 'content-type': 'application/json' };
      const json = body === undefined ? null : JSON.stringify(body);
      const answer = await fetch(`${url}/admin/realms${path}`, { method, headers, body: json });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
  };
}
