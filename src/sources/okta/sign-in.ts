import type { HttpFactory } from '../../http/client.js';
import type { Credential } from './credential.js';
import { ServiceAppSession } from './oauth/service-app.js';
import type { Connection, Session } from './session.js';
import { TokenSession } from './token-session.js';

/** Opens a session; nothing is asked of the network yet. */
export function signIn(credential: Credential, app: string | undefined, http: HttpFactory, connection: Connection): Session {
  switch (credential.kind) {
    case 'token':
      return new TokenSession(credential.token, http, connection);
    case 'serviceApp':
      return new ServiceAppSession(credential, app, http, connection);
  }
}
