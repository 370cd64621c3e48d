import { configText, GOOD_FILTER } from '../demo/config.js';
import { BITBUCKET_ACCOUNT } from '../demo/world.js';
import type { Sandbox } from './world.js';

/** A config for the emulators that works as it is. */
export const sandboxConfig = ({ okta, jira, confluence, bitbucket }: Sandbox): string =>
  configText({
    ...{ okta: okta.url, jira: jira.url, confluence: confluence.url, bitbucket: bitbucket.url, filter: GOOD_FILTER },
    madeBy: 'rollcall sandbox',
    secrets: {
      okta: `'${okta.token}'                # in clear: it opens nothing but the sandbox`,
      jira: `'${jira.token}'`,
      confluence: `'${confluence.token}'`,
      bitbucket: `'${bitbucket.password}'`,
    },
    schedule: '*/5 * * * *',
  }).trimEnd();

interface Where {
  readonly configOut: string | undefined;
  readonly file: string | undefined;
}

/** What runs, and what to type next. */
export function welcome({ okta, jira, confluence, bitbucket }: Sandbox, { configOut, file }: Where): string {
  const config = configOut === undefined ? '' : ` --config ${configOut}`;
  const people = [...okta.org.people.values()].length;
  return [
    `Okta         ${okta.url}   ${people} people, ${okta.org.groups.size} groups   token ${okta.token}`,
    `Jira         ${jira.url}   ${jira.version}, ${jira.users.size} accounts   token ${jira.token}`,
    `Confluence   ${confluence.url}   ${confluence.version}, ${confluence.users.size} accounts   token ${confluence.token}`,
    `Bitbucket    ${bitbucket.url}   ${bitbucket.version}, ${bitbucket.users.size} accounts   ${BITBUCKET_ACCOUNT}, password ${bitbucket.password}`,
    file === undefined ? 'All of it is forgotten at the end; --file FILE keeps it.' : `What they hold is kept in ${file}.`,
    '',
    configOut === undefined
      ? 'Save the config above as rollcall.yaml in an empty folder. There, in another terminal:'
      : `The config is ${configOut}. In another terminal:`,
    ...['check', 'plan', 'apply', 'watch'].map(command => `  rollcall ${command}${config}`),
    'Ctrl-C ends the sandbox.',
  ].join('\n');
}

/** The same for `--json`. */
export const sandboxJson = (sandbox: Sandbox, { configOut, file }: Where) => ({
  ...{ version: 1, kind: 'sandbox' },
  okta: { url: sandbox.okta.url, token: sandbox.okta.token },
  jira: { url: sandbox.jira.url, token: sandbox.jira.token, version: sandbox.jira.version },
  confluence: { url: sandbox.confluence.url, token: sandbox.confluence.token, version: sandbox.confluence.version },
  bitbucket: {
    ...{ url: sandbox.bitbucket.url, username: BITBUCKET_ACCOUNT, password: sandbox.bitbucket.password },
    version: sandbox.bitbucket.version,
  },
  config: `${sandboxConfig(sandbox)}\n`,
  configFile: configOut ?? null,
  file: file ?? null,
});
