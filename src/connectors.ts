import type { Connectors } from './config/kinds.js';

/** All kinds of source and target: one line each. Loaded is what a config names: a command should not wait for the others. */
export const connectors: Connectors = {
  sources: {
    okta: async () => (await import('./sources/okta/index.js')).okta,
    entra: async () => (await import('./sources/entra/index.js')).entra,
    google: async () => (await import('./sources/google/index.js')).google,
    idcs: async () => (await import('./sources/idcs/index.js')).idcs,
    keycloak: async () => (await import('./sources/keycloak/index.js')).keycloak,
    onelogin: async () => (await import('./sources/onelogin/index.js')).onelogin,
    'aws-identity-center': async () => (await import('./sources/aws-identity-center/index.js')).awsIdentityCenter,
    scim: async () => (await import('./sources/scim/index.js')).scim,
    ldap: async () => (await import('./sources/ldap/index.js')).ldap,
    file: async () => (await import('./sources/file/index.js')).file,
  },
  targets: {
    'jira-dc': async () => (await import('./targets/jira-dc/index.js')).jiraDc,
    'confluence-dc': async () => (await import('./targets/confluence-dc/index.js')).confluenceDc,
    'bitbucket-dc': async () => (await import('./targets/bitbucket-dc/index.js')).bitbucketDc,
    crowd: async () => (await import('./targets/crowd/index.js')).crowd,
  },
};
