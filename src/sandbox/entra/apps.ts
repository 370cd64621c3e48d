import { type Call, need, notFound } from './call.js';
import { page, resumed } from './pages.js';
import { type EntraApp, guidOf } from './tenant.js';

export function getApp(call: Call): unknown {
  const { assignments: _, ...app } = appOf(call);
  const names = call.query.get('$select')?.split(',') ?? Object.keys(app);
  const all: Record<string, unknown> = app;
  return {
    '@odata.context': `${call.base}/$metadata#servicePrincipals/$entity`,
    ...Object.fromEntries(names.map(name => [name, all[name] ?? null])),
  };
}

export function listAssignments(asked: Call): unknown {
  const { call, place } = resumed(asked);
  const app = appOf(call);
  const rows = app.assignments.map((assignment, at) => ({ id: guidOf(`${app.id} ${at}`), ...assignment }));
  return page(call, place, rows, row => assignmentRow(call, app, row), 'appRoleAssignments');
}

/** By `appId='…'` or by the object id. */
function appOf({ rights, tenant, params: [appId, id] }: Call): EntraApp {
  need(rights.apps);
  const app = appId === undefined ? tenant.apps.get(id ?? '') : tenant.apps.values().find(each => each.appId === appId);
  if (app === undefined) throw notFound(appId ?? id ?? '');
  return app;
}

function assignmentRow({ tenant }: Call, app: EntraApp, row: EntraApp['assignments'][number] & { readonly id: string }) {
  const { id, principalId, principalType } = row;
  const name = tenant.people.get(principalId)?.displayName ?? tenant.groups.get(principalId)?.displayName ?? null;
  return {
    ...{ id, deletedDateTime: null, appRoleId: '00000000-0000-0000-0000-000000000000', createdDateTime: '2026-01-01T00:00:00Z' },
    ...{ principalDisplayName: name, principalId, principalType, resourceDisplayName: app.displayName, resourceId: app.id },
  };
}
