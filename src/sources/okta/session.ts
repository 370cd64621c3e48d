import type { AccessDenied } from '../../errors.js';
import type { Http, HttpOptions } from '../../http/client.js';
import type { Finding } from '../../model/finding.js';

/** How the org is reached, whoever asks. */
export type Connection = Omit<HttpOptions, 'authorize'>;

/** Asks Okta's API in our name, whichever way we sign in. Refusals come as AccessDenied. */
export interface Session extends Pick<Http, 'request' | 'calls'> {
  /** who we are there; the level is `problem` when Okta does not let us in */
  whoAmI(signal: AbortSignal): Promise<Finding>;
  /** what an admin does about a refusal where this scope is needed */
  remedy(refusal: AccessDenied, scope: string): string;
  /** what an admin does where only a part of the org is shown */
  readonly partHint: string;
  /** We are shown not a single person of the org: throws where that means that we lack a role. */
  nobodyShown(): void;
}
