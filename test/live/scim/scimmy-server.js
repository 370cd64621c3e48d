// Run by itself, as `node scimmy-server.js FOLDER PORT TOKEN`: what SCIMMY's own readme shows, with everything kept in memory.
import { createRequire } from 'node:module';

const [, , folder, port, token] = process.argv;
const installed = createRequire(`${folder}/package.json`);
const { SCIMMY, default: SCIMMYRouters } = installed('scimmy-routers');
const express = installed('express');

let made = 0;

/** One kind of resource, by id. */
function keep(kind) {
  const all = new Map();
  const known = id => {
    if (!all.has(id)) throw new SCIMMY.Types.Error(404, null, `Resource ${id} not found`);
    return all.get(id);
  };
  SCIMMY.Resources.declare(kind)
    .ingress(({ id }, data) => {
      if (id !== undefined) known(id);
      const kept = { ...JSON.parse(JSON.stringify(data)), id: id ?? `id-${++made}` };
      all.set(kept.id, kept);
      return kept;
    })
    .egress(({ id }) => (id === undefined ? [...all.values()] : known(id)))
    .degress(({ id }) => all.delete(known(id).id));
}

keep(SCIMMY.Resources.User.extend(SCIMMY.Schemas.EnterpriseUser));
keep(SCIMMY.Resources.Group);

const handler = request => {
  if (request.header('authorization') !== `Bearer ${token}`) throw new Error('who are you?');
};
express()
  .use('/scim', new SCIMMYRouters({ type: 'bearer', handler }))
  .listen(Number(port), '127.0.0.1');
