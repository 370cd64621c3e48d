// Each source that the bench can read from: its emulator filled with a company, its section of the config, the fewest calls that its pages
// allow for a whole read, and those for a look-up of everybody (A5). Tokens count as calls.
import { startIdentityCenter } from '../dist/sandbox/aws-identity-center/index.js';
import { startEntra } from '../dist/sandbox/entra/index.js';
import { startGoogle } from '../dist/sandbox/google/index.js';
import { startIdcs } from '../dist/sandbox/idcs/index.js';
import { startOkta } from '../dist/sandbox/okta/index.js';
import { startOneLogin } from '../dist/sandbox/onelogin/index.js';

export const pages = (n, size) => Math.max(1, Math.ceil(n / size));
const sum = numbers => numbers.reduce((a, b) => a + b, 0);
const lists = ({ people, groups }, size) => pages(people.length, size) + pages(groups.length, size);
const memberPages = ({ groups }, size) => sum(groups.map(({ members }) => pages(members.length, size)));
const share = 'rate: { share: 1 }';

export const sources = {
  async okta(company) {
    const at = await startOkta({ company, everyone: false });
    const fewest = lists(company, 200) + memberPages(company, 1000);
    return {
      at,
      yaml: `{ type: okta, url: '${at.url}', token: '${at.token}' }`,
      fewest,
      lookUps: pages(company.people.length, 200),
    };
  },
  async idcs(company) {
    const at = await startIdcs({ company, allUsers: 'absent' });
    const yaml = `{ type: idcs, url: '${at.url}', clientId: rollcall, clientSecret: sandbox-idcs-secret, ${share} }`;
    return { at, yaml, fewest: 1 + lists(company, 1000), lookUps: 2 };
  },
  async entra(company) {
    const at = await startEntra({ company });
    const credential = `tenant: ${at.tenantId}, clientId: ${at.clientId}, clientSecret: ${at.clientSecret}`;
    const yaml = `{ type: entra, ${credential}, authority: '${at.url}', graph: '${at.url}' }`;
    const [of, alone] = [company.groups.length, company.groups.filter(({ members }) => members.length > 999)];
    const fewest = 1 + lists(company, 999) + Math.ceil(of / 20) + sum(alone.map(({ members }) => pages(members.length, 999) - 1));
    return { at, yaml, fewest, lookUps: 1 + pages(company.people.length, 999) };
  },
  async google(company) {
    const users = company.people.map(({ id, login, firstName, lastName, status }) => ({
      ...{ id, primaryEmail: login, givenName: firstName, familyName: lastName },
      suspended: /SUSPENDED|DEPROVISIONED/.test(status),
    }));
    const at = await startGoogle({ users, groups: company.groups });
    const yaml = `{ type: google, url: '${at.url}', admin: '${at.admin}', key: '${at.keyFile.replaceAll("'", "''")}' }`;
    const fewest = 1 + pages(users.length, 500) + pages(company.groups.length, 200) + memberPages(company, 200);
    return { at, yaml, fewest, lookUps: 1 + pages(users.length, 500) };
  },
  async onelogin(company) {
    const users = company.people.map(({ id, login, email, firstName, lastName }) => ({
      ...{ id, username: login, email, firstname: firstName, lastname: lastName },
    }));
    const roles = company.groups.map(({ name, members }) => ({ name, users: members }));
    const at = await startOneLogin({ users, roles, rateLimit: 1_000_000 });
    const yaml = `{ type: onelogin, url: '${at.url}', clientId: ${at.clientId}, clientSecret: ${at.clientSecret}, ${share} }`;
    return { at, yaml, fewest: 1 + lists(company, 100), lookUps: 1 + pages(users.length, 100) };
  },
  async 'aws-identity-center'(company) {
    const users = company.people.map(({ id, login, email, displayName }) => ({ id, userName: login, email, displayName }));
    const at = await startIdentityCenter({ users, groups: company.groups });
    const keys = `accessKeyId: ${at.keys.accessKeyId}, secretAccessKey: ${at.keys.secretAccessKey}`;
    const yaml = `{ type: aws-identity-center, region: ${at.region}, endpoint: '${at.url}', ${keys}, ${share} }`;
    return {
      at,
      yaml,
      fewest: 1 + lists(company, 100) + memberPages(company, 100),
      lookUps: 1 + pages(company.people.length, 100),
    };
  },
};
