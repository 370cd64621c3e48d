import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode, Interrupted } from '../../errors.js';
import type { Call } from '../call.js';
import { configText, GOOD_FILTER, MISSPELT_FILTER } from '../demo/config.js';
import { aDay, aDismissal } from '../demo/events.js';
import { newFolder, writeSecret } from '../demo/folder.js';
import { nameOf } from '../demo/products.js';
import { runCommand } from '../demo/run-command.js';
import { startWorld, type World } from '../demo/world.js';

/** `rollcall demo`: a made-up company, and the commands that a person would type. */
export async function demo(call: Call): Promise<ExitCode> {
  const secrets = { okta: secret(), jira: secret(), confluence: secret(), bitbucket: secret() };
  const folder = await newFolder(call.cwd);
  const story = new Story(call, folder);
  await using world = await startWorld(secrets);
  const writeConfig = (filter: string, flag: 'wx' | 'w') =>
    writeFile(join(folder, 'rollcall.yaml'), configText({ ...addresses(world), filter }), { flag });
  await writeConfig(GOOD_FILTER, 'wx');
  for (const name of ['okta', 'jira', 'confluence'] as const) await writeSecret(folder, `${name}-token`, secrets[name]);
  await writeSecret(folder, 'bitbucket-password', secrets.bitbucket);

  story.say(
    'An Okta with 500 people, and a Jira, a Confluence and a Bitbucket that most of them use already, run on this machine, made up',
    'for this demo.',
    `The config is ${join(folder, 'rollcall.yaml')}. These are the commands that you would type.`,
  );
  await story.type(['check'], ExitCode.Done);
  story.say('A first plan, saved, so that exactly this plan can be applied once somebody has read it.');
  await story.type(['plan', '--out', 'first.plan.json'], ExitCode.Done);
  story.say('Approved. Nothing else than the saved plan is applied.');
  await story.type(['apply', 'first.plan.json', '--reason', 'first run'], ExitCode.Done);
  story.say('Nothing is left to do.');
  await story.type(['plan', '--detailed-exitcode'], ExitCode.Done);

  story.say('A day at the company:', ...aDay(world).map(line => `  - ${line}`));
  story.say('The scheduled run, with nobody asked. Who is merely missing keeps the account until seen missing again.');
  await story.type(['sync'], ExitCode.Done);

  await writeConfig(MISSPELT_FILTER, 'w');
  story.say(
    'Then somebody misspells the filter: employe. Now nobody at all is wanted.',
    `And meanwhile ${aDismissal(world)}.`,
    'The dismissal is stated by Okta and acts at once; that hundreds have gone is only inferred, and waits.',
    `For ${nameOf(world.cast.unassigned)} alone the waiting is over: missing a second time.`,
  );
  await story.type(['sync'], ExitCode.Done);
  story.say('The next run has seen them missing twice. Now a guard holds them back, and exit code 3 says so.');
  await story.type(['sync'], ExitCode.Held);

  await writeConfig(GOOD_FILTER, 'w');
  story.say('The filter is corrected. What was done, and by whom:');
  await story.type(['history'], ExitCode.Done);
  await story.type(['show', '2'], ExitCode.Done);
  story.say(
    `That was it. The folder stays: ${folder}`,
    `Look at rollcall.yaml, and at the past: cd ${folder}, then rollcall history, rollcall show 1.`,
    'The made-up Okta and products end now. For your own, copy config.example.yaml to rollcall.yaml, and start with rollcall check.',
  );
  return ExitCode.Done;
}

const secret = () => randomBytes(21).toString('hex');

const addresses = ({ okta, jira, confluence, bitbucket }: World) => ({
  ...{ okta: okta.url, jira: jira.url },
  ...{ confluence: confluence.url, bitbucket: bitbucket.url },
});

class Story {
  constructor(
    private readonly call: Call,
    private readonly folder: string,
  ) {}

  say(...lines: readonly string[]): void {
    this.call.screen.print(`\n${lines.join('\n')}`);
  }

  /** Shows the command, runs it, and stops the story when it does not end as foreseen. */
  async type(args: readonly string[], expected: ExitCode): Promise<void> {
    const { screen, signal, env, globals } = this.call;
    screen.print(`\n${screen.chalk.bold(`$ rollcall ${args.map(quoted).join(' ')}`)}`);
    const noColour = globals.color === false ? { NO_COLOR: '1' } : {};
    const exitCode = await runCommand(args, {
      folder: this.folder,
      env: { ...env, ...noColour, NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' },
      signal,
    });
    if (signal.aborted) throw new Interrupted('the demo was interrupted', `What it made so far is in ${this.folder}.`);
    if (exitCode === expected) return;
    throw new Error(
      `the demo expected exit code ${expected}, and this was ${exitCode}; what it made so far is in ${this.folder}`,
    );
  }
}

const quoted = (arg: string) => (arg.includes(' ') ? `'${arg}'` : arg);
