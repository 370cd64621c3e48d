import type { HttpFactory } from '../../src/http/client.js';
import type { ProviderId } from '../../src/model/ids.js';
import type { Emulator } from '../../src/sandbox/server.js';
import type { Source } from '../../src/sources/source.js';

/** What happens in a company, whatever its identity provider; people are called by the first part of their logins. */
export interface Staff {
  hire(...who: readonly string[]): void;
  /** how somebody is called from now on */
  rename(who: string, firstName: string, lastName?: string): void;
  changeLogin(who: string, login: string): void;
  suspend(who: string): void;
  resume(who: string): void;
  remove(who: string): void;
  addGroup(name: string, members: readonly string[]): void;
  removeGroup(name: string): void;
  removeMember(group: string, who: string): void;
}

/** An identity provider's emulator, and our source on it. */
export interface SourceSide extends Emulator {
  readonly staff: Staff;
  readonly provider: ProviderId;
  connect(http: HttpFactory): Source;
  /** the credential is no longer good after so many more requests; until `behave` */
  expire(after: number): void;
  behave(): void;
  /** keeps what it holds now; the function brings that back */
  keep(): () => void;
}
