import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';

/** How clients sign in. */
export type ScimAccess =
  | { kind: 'bearer'; token: string }
  | { kind: 'basic'; username: string; password: string }
  /** OAuth 2 client credentials at /oauth2/token; `lifetime` in seconds */
  | { kind: 'client'; clientId: string; clientSecret: string; lifetime?: number; clientAuth?: 'header' | 'body' };

export interface Gate {
  isOpenTo(request: FastifyRequest): boolean;
  /** forgets all access tokens */
  revoke(): void;
  serve(app: FastifyInstance): void;
}

export function gateOf(access: ScimAccess, now: () => Date): Gate {
  const tokens = new Map<string, number>();
  const isGood = (header: string): boolean => {
    if (access.kind === 'bearer') return header === `Bearer ${access.token}`;
    if (access.kind === 'basic') return header === basic(access.username, access.password);
    return now().getTime() < (tokens.get(header.replace(/^Bearer /, '')) ?? 0);
  };
  return {
    isOpenTo: ({ headers }) => isGood(headers.authorization ?? ''),
    revoke: () => tokens.clear(),
    serve(app) {
      if (access.kind !== 'client') return;
      const { clientId, clientSecret, lifetime = 3600, clientAuth = 'header' } = access;
      app.post<{ Body?: Record<string, string> }>('/oauth2/token', async ({ headers, body = {} }, reply) => {
        const isKnown =
          clientAuth === 'header'
            ? headers.authorization === basic(encodeURIComponent(clientId), encodeURIComponent(clientSecret))
            : body.client_id === clientId && body.client_secret === clientSecret;
        if (!isKnown) return reply.code(401).send({ error: 'invalid_client' });
        if (body.grant_type !== 'client_credentials') return reply.code(400).send({ error: 'unsupported_grant_type' });
        const token = `token-${randomUUID()}`;
        tokens.set(token, now().getTime() + lifetime * 1000);
        return { access_token: token, token_type: 'Bearer', expires_in: lifetime };
      });
    },
  };
}

const basic = (name: string, secret: string) => `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
