import type { AccessDenied } from '../../errors.js';
import type { Http, HttpFactory, HttpRequest } from '../../http/client.js';
import type { Finding } from '../../model/finding.js';
import type { Secret } from '../../secrets.js';
import { UserRow } from './schema.js';
import type { Connection, Session } from './session.js';

const ROLE = 'Make the token as an administrator with the role Read-only Administrator';

/** Signs in with an API token, which acts with the rights of the administrator who made it. */
export class TokenSession implements Session {
  readonly #http: Http;
  readonly partHint = `The token is a group administrator's. ${ROLE}.`;

  constructor(token: Secret, http: HttpFactory, connection: Connection) {
    this.#http = http({
      ...connection,
      authorize: async () => ({ authorization: `SSWS ${token.open()}` }),
      secrets: [token],
    });
  }

  get calls(): number {
    return this.#http.calls;
  }

  request(request: HttpRequest) {
    return this.#http.request(request);
  }

  remedy(_: AccessDenied, scope: string): string {
    return `${ROLE}, or with a role that has ${scope}.`;
  }

  /** A token without rights gets a 403, never an empty list. */
  nobodyShown(): void {}

  /** Not every token has a user to show: only a 401 is a verdict on the token. */
  async whoAmI(signal: AbortSignal): Promise<Finding> {
    const { status, body } = await this.#http.request({
      method: 'GET',
      path: 'api/v1/users/me',
      signal,
      expect: [401, 403, 404],
    });
    const me = UserRow.safeParse(body).data;
    if (status === 401)
      return {
        level: 'problem',
        what: 'Okta refuses the token',
        hint: `It is wrong or expired. ${ROLE} (Security > API > Tokens).`,
      };
    const what = me === undefined ? 'Okta does not say whose token this is' : `signed in as ${me.login}`;
    return {
      level: me === undefined ? 'info' : 'ok',
      what,
      hint: 'The token dies with its user, and after 30 days without use.',
    };
  }
}
