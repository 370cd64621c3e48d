import { z } from 'zod';
import { AccessDenied, Interrupted, NotFound, SyncError } from '../../errors.js';
import type { Finding } from '../../model/finding.js';
import type { OnProgress } from '../../model/progress.js';
import { noApp, seesSomebody } from './people.js';
import type { OktaApi, OpenList } from './sdk.js';
import type { Session } from './session.js';
import type { OktaSettings } from './settings.js';

interface Asking extends Pick<OktaSettings, 'app' | 'attributes'> {
  readonly api: OktaApi;
  readonly session: Session;
  readonly signal: AbortSignal;
}

/** Who we are at Okta, and whether we may read what a pull reads; each missing permission with how to grant it. */
export async function findings(asking: Asking, onProgress?: OnProgress): Promise<readonly Finding[]> {
  const steps = [users, groups, members, everyone, app, attributes];
  const who = await asking.session.whoAmI(asking.signal);
  if (who.level === 'problem') return [who];

  const found = [who];
  for (const [at, step] of steps.entries()) {
    onProgress?.({ what: 'checks', done: at + 1, total: steps.length + 1 });
    found.push(...(await step(asking)));
  }
  return found;
}

const users = ({ api, session }: Asking) =>
  readable(session, 'users', 'okta.users.read', async () => {
    if (!(await seesSomebody(api))) session.nobodyShown();
  });

const groups = ({ api, session }: Asking) => readable(session, 'groups', 'okta.groups.read', () => firstPage(api.groups(1)));

const Ids = z.array(z.object({ id: z.string() }));

async function members({ api, session }: Asking): Promise<Finding[]> {
  const [group] = await firstPage(api.groups(1)).then(Ids.parse).catch(unless<z.output<typeof Ids>>([]));
  if (group === undefined) return [];
  return readable(session, "groups' members", 'okta.groups.read', () => firstPage(api.members(group.id, 1)));
}

/** A group administrator's token does not get Everyone (okta.md §2), and sees only some groups besides. */
async function everyone({ api, session }: Asking): Promise<Finding[]> {
  const found = await firstPage(api.groups(1, 'type eq "BUILT_IN"')).catch(unless<undefined>(undefined));
  if (found === undefined || found.length > 0) return [];
  return [{ level: 'warning', what: 'the group Everyone is not visible', hint: session.partHint }];
}

async function app({ api, app, session }: Asking): Promise<Finding[]> {
  if (app === undefined) return [];
  const people = () => firstPage(api.appUsers(app, 1));
  const found = await readable(session, `people assigned to the app ${app}`, 'okta.apps.read', people, app);
  if (found.some(({ level }) => level !== 'ok')) return found;
  const { data } = App.safeParse(await api.one(`apps/${encodeURIComponent(app)}`).catch(unless<undefined>(undefined)));
  if (data === undefined) return found;
  const named: Finding = { level: 'ok', what: `the app ${app} is ${data.label}` };
  const inactive: Finding = {
    level: 'warning',
    what: `the app ${data.label} is ${data.status}`,
    hint: 'Activate it, or name another `app`.',
  };
  return [...found, data.status === 'ACTIVE' ? named : inactive];
}

const App = z.object({ label: z.string(), status: z.string() });

/** `attributes:` against the schema, so that a misspelt one is not an empty text for everybody. */
async function attributes({ api, attributes }: Asking): Promise<Finding[]> {
  if (Object.keys(attributes).length === 0) return [];
  const { data } = UserSchema.safeParse(await api.one('meta/schemas/user/default').catch(unless<undefined>(undefined)));
  if (data === undefined)
    return [{ level: 'info', what: "`attributes` cannot be compared with Okta's schema", hint: 'That needs okta.schemas.read.' }];
  const known = { ...data.definitions.base?.properties, ...data.definitions.custom?.properties };
  return Object.entries(attributes).flatMap(([name, type]): Finding[] => {
    const actual = known[name]?.type;
    if (actual === undefined)
      return [
        {
          level: 'problem',
          what: `Okta has no user attribute ${name}`,
          hint: 'Use its variable name, as in Directory > Profile Editor.',
        },
      ];
    const ours = TYPES[actual];
    return ours === type
      ? []
      : [
          {
            level: 'problem',
            what: `the attribute ${name} is ${actual} in Okta, not ${type}`,
            hint: `Write \`${name}: ${ours ?? 'string'}\`.`,
          },
        ];
  });
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  integer: 'number',
  boolean: 'boolean',
  array: 'list',
};

const Properties = z
  .object({ properties: z.record(z.string(), z.object({ type: z.string().optional() })).optional() })
  .optional();
const UserSchema = z.object({ definitions: z.object({ base: Properties, custom: Properties }) });

async function readable(
  session: Session,
  what: string,
  scope: string,
  read: () => Promise<unknown>,
  app?: string,
): Promise<Finding[]> {
  try {
    await read();
    return [{ level: 'ok', what: `may read ${what}` }];
  } catch (cause) {
    if (!(cause instanceof SyncError) || cause instanceof Interrupted) throw cause;
    if (cause instanceof AccessDenied)
      return [{ level: 'problem', what: `may not read ${what}`, hint: session.remedy(cause, scope) }];
    const error = cause instanceof NotFound && app !== undefined ? noApp(app, cause) : cause;
    return [{ level: 'problem', what: `could not read ${what}: ${error.message}`, hint: error.hint }];
  }
}

const firstPage = async (list: Promise<OpenList>) => (await list).page();

/** What could not be read is told by the step that asks for it. */
const unless =
  <T>(instead: T) =>
  (error: unknown): T => {
    if (error instanceof SyncError && !(error instanceof Interrupted)) return instead;
    throw error;
  };
