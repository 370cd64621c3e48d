import { z } from 'zod';
import { checked } from '../../http/checked.js';
import type { Attempt, Http, HttpFactory } from '../../http/client.js';
import { untilAborted } from '../../http/slots.js';
import type { SourceName } from '../../model/ids.js';
import { connectionOf } from '../settings.js';
import { nameOf, secretsOf } from './credential.js';
import { refusalOf, throttled } from './errors.js';
import { onlyStore } from './instances.js';
import { once } from './once.js';
import { EXTENSION, type Page, pages } from './schema.js';
import { accessKeyOf, type Built, signed } from './sdk.js';
import { type IdentityStore, openIdentityStore, openSsoAdmin, type SsoAdmin } from './services.js';
import { type AwsSettings, endpointsOf } from './settings.js';

/** All that asks an identity store shares this (aws.md §5, 2026-11); our share of it is a half unless told. */
const PER_SECOND = 20;

type Settings = Omit<AwsSettings, 'app' | 'provisionedOnly'>;
type Token = string | undefined;

/** What we ask of AWS, all of it reading. Lists come a page at a time; the token leads to the next. */
export class AwsApi {
  readonly #store: Http;
  readonly #sso: Http;
  readonly #identityStore: () => Promise<IdentityStore>;
  readonly #ssoAdmin: () => Promise<SsoAdmin>;
  readonly #extensions: string[] | undefined;
  #storeId: string | undefined;

  constructor(
    private readonly name: SourceName,
    private readonly settings: Settings,
    http: HttpFactory,
  ) {
    const { credential, attributes, identityStoreId } = settings;
    const { identitystore, sso } = endpointsOf(settings);
    this.#identityStore = once(() => openIdentityStore(settings));
    this.#ssoAdmin = once(() => openSsoAdmin(settings));
    this.#store = clientOf(name, settings, http, identitystore, async attempt =>
      signed((await this.#identityStore()).client, credential, attempt),
    );
    this.#sso = clientOf(name, settings, http, sso, async attempt =>
      signed((await this.#ssoAdmin()).client, credential, attempt),
    );
    this.#extensions = Object.keys(attributes).length === 0 ? undefined : [EXTENSION];
    this.#storeId = identityStoreId;
  }

  /** how many requests were sent so far, retries included */
  get calls(): number {
    return this.#store.calls + this.#sso.calls;
  }

  /** the id of the key that signs */
  async accessKeyId(): Promise<string> {
    return accessKeyOf((await this.#identityStore()).client, this.settings.credential);
  }

  /** the store of the config, or of the only instance that is shown */
  async storeId(signal: AbortSignal): Promise<string> {
    this.#storeId ??= await onlyStore(this.settings.region, token => this.#instances(token, signal));
    return this.#storeId;
  }

  /** everybody, whatever the status */
  users(NextToken: Token, signal: AbortSignal): Promise<Page> {
    return this.#ask('ListUsers', pages.Users, signal, ({ ListUsers }, IdentityStoreId) =>
      ListUsers({ IdentityStoreId, MaxResults: this.settings.pageSize, NextToken, Extensions: this.#extensions }),
    );
  }

  groups(NextToken: Token, signal: AbortSignal): Promise<Page> {
    return this.#ask('ListGroups', pages.Groups, signal, ({ ListGroups }, IdentityStoreId) =>
      ListGroups({ IdentityStoreId, MaxResults: this.settings.pageSize, NextToken }),
    );
  }

  members(GroupId: string, NextToken: Token, signal: AbortSignal): Promise<Page> {
    return this.#ask('ListGroupMemberships', pages.GroupMemberships, signal, ({ ListGroupMemberships }, IdentityStoreId) =>
      ListGroupMemberships({ IdentityStoreId, GroupId, MaxResults: this.settings.pageSize, NextToken }),
    );
  }

  groupsOf(UserId: string, NextToken: Token, signal: AbortSignal): Promise<Page> {
    const action = 'ListGroupMembershipsForMember';
    return this.#ask(action, pages.GroupMemberships, signal, (requests, IdentityStoreId) =>
      requests[action]({ IdentityStoreId, MemberId: { UserId }, MaxResults: this.settings.pageSize, NextToken }),
    );
  }

  /** one row; rejects with NotFound where AWS says that there is no such user */
  user(UserId: string, signal: AbortSignal): Promise<unknown> {
    return this.#ask('DescribeUser', z.unknown(), signal, ({ DescribeUser }, IdentityStoreId) =>
      DescribeUser({ IdentityStoreId, UserId, Extensions: this.#extensions }),
    );
  }

  /** users and groups that may use an application */
  async assignments(ApplicationArn: string, NextToken: Token, signal: AbortSignal): Promise<Page> {
    const { ListApplicationAssignments } = (await untilAborted(this.#ssoAdmin(), signal)).requests;
    const built = await ListApplicationAssignments({ ApplicationArn, MaxResults: this.settings.pageSize, NextToken });
    return this.#send(this.#sso, 'sso:ListApplicationAssignments', built, pages.ApplicationAssignments, signal);
  }

  async #instances(NextToken: Token, signal: AbortSignal): Promise<Page> {
    const { ListInstances } = (await untilAborted(this.#ssoAdmin(), signal)).requests;
    const built = await ListInstances({ MaxResults: 100, NextToken });
    return this.#send(this.#sso, 'sso:ListInstances', built, pages.Instances, signal);
  }

  async #ask<S extends z.ZodType>(
    operation: string,
    schema: S,
    signal: AbortSignal,
    build: (requests: IdentityStore['requests'], storeId: string) => Promise<Built>,
  ): Promise<z.output<S>> {
    const storeId = await this.storeId(signal);
    const { requests } = await untilAborted(this.#identityStore(), signal);
    return this.#send(this.#store, `identitystore:${operation}`, await build(requests, storeId), schema, signal);
  }

  async #send<S extends z.ZodType>(
    http: Http,
    action: string,
    { headers, json }: Built,
    schema: S,
    signal: AbortSignal,
  ): Promise<z.output<S>> {
    const asked = { method: 'POST', path: '', headers, json, signal, idempotent: true, expect: [400, 401, 403, 404] } as const;
    const reply = await http.request(asked);
    const { region, credential } = this.settings;
    if (reply.status >= 300) throw refusalOf(reply, { system: this.name, action, region, credential: nameOf(credential) });
    return checked(reply.body, schema, this.name);
  }
}

function clientOf(
  name: SourceName,
  settings: Settings,
  http: HttpFactory,
  baseUrl: string,
  authorize: (attempt: Attempt) => Promise<Readonly<Record<string, string>>>,
): Http {
  return http({
    ...{ system: name, baseUrl, authorize, throttled, perSecond: PER_SECOND, secrets: secretsOf(settings.credential) },
    ...connectionOf(settings),
  });
}
