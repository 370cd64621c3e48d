import { Command, Option } from 'commander';
import type { Call, Globals, Surroundings } from './call.js';
import { futureCommands, notInThisVersion } from './not-in-this-version.js';
import { remembering } from './program-memory.js';
import { collect, guarded, recorded, type Settle, targeted } from './program-options.js';

/** The command tree. Each command's own module is loaded when it is called; what it ends with goes to `settle`. */
export function programOf(surroundings: Surroundings, settle: Settle): Command {
  const { screen, toolVersion } = surroundings;
  const program = new Command('rollcall')
    .description(
      'Takes the roll at an identity provider and makes Jira, Confluence and Bitbucket match it: users, groups, memberships.',
    )
    .version(toolVersion, '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .option('-c, --config <file>', 'the config; otherwise rollcall.yaml here, or under .config/')
    .option('--json', 'print one JSON document; events as JSON lines on stderr')
    .option('-q, --quiet', 'no progress and no messages but errors')
    .option('--verbose', 'every request on stderr, and the stack of an error')
    .option('--no-color', 'no colours, as with NO_COLOR')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: text => screen.print(text.trimEnd()), writeErr: text => screen.complain(text.trimEnd()) })
    .exitOverride();
  program.hook('preAction', () => {
    if (program.opts<Globals>().quiet) screen.beQuiet();
  });
  const called = (): Call => ({ ...surroundings, globals: program.opts<Globals>() });

  reading(program, called, settle);
  testing(program, called, settle);
  standing(program, called, settle);
  writing(program, called, settle);
  remembering(program, called, settle);
  trying(program, called, settle);
  notBuilt(program, futureCommands);
  return program;
}

function reading(program: Command, called: () => Call, settle: Settle): void {
  program
    .command('check')
    .description('validate the config and every connection and permission; count what filters and patterns match')
    .action(async () => settle(await (await import('./commands/check.js')).check(called())));

  guarded(program.command('plan'))
    .description('show what an attended apply would change, and change nothing')
    .argument('[target...]', 'only these targets')
    .option('-o, --out <file>', 'save the plans for a later apply')
    .addOption(new Option('--unattended', 'show what sync would do instead').conflicts('out'))
    .option('--detailed-exitcode', 'exit 2 when there are changes, 3 when some are held')
    .option('--full', 'unfold long lists')
    .addOption(new Option('--from <run>', 'on what that run read (or last), with the config as it is now').conflicts('out'))
    .action(async (targets, flags) => settle(await (await import('./commands/plan.js')).plan(called(), targets, flags)));

  program
    .command('explain')
    .description('why somebody has, or has not, an account, an attribute or a group; changes nothing')
    .argument('[user]', 'login, username, e-mail address, display name or id')
    .argument('[group]', 'only this group: jira/developers, or a group of the source')
    .option('--group <name>', 'without a user: which rules make this group, who gives it, what is held')
    .option('--target <name>', 'only this target; may be repeated', collect)
    .option('--from <run>', 'on what that run read (or last), with the config as it is now')
    .option('--full', 'unfold long lists')
    .action(async (user, group, flags) =>
      settle(await (await import('./commands/explain.js')).explain(called(), user, group, flags)),
    );
}

function testing(program: Command, called: () => Call, settle: Settle): void {
  program
    .command('test')
    .description('run the policy tests of the config: people, and the accounts and groups that they must and must not get')
    .argument('[file...]', 'only these; otherwise what the config names, or rollcall.tests.yaml beside it')
    .option('--from <run>', 'the run (or last) that people come from whom the tests take from a run')
    .action(async (files, flags) => settle(await (await import('./commands/test.js')).test(called(), files, flags)));
}

function standing(program: Command, called: () => Call, settle: Settle): void {
  program
    .command('status')
    .description('how things stand: last reads and runs, what waits and since when, leavers not yet done, next runs')
    .option('--full', 'unfold long lists')
    .option('--online', 'ask every system whether the credential still works, and when it ends')
    .option('--check', 'for monitoring: exit 1 when a read failed or is old, 3 when something waits')
    .action(async flags => settle(await (await import('./commands/status.js')).status(called(), flags)));

  program
    .command('pause')
    .description('take nothing away from now on; works at once, also on a run under way')
    .argument('[target]', 'only in this target')
    .option('--until <time>', 'how long (8h, 3d), a day (2026-12-01) or a time (2026-12-01T08:00); without it, until resume')
    .option('--everything', 'do nothing at all, not even what gives')
    .option('--reason <text>', 'why, for the record')
    .action(async (target, flags) => settle(await (await import('./commands/pause.js')).pause(called(), target, flags)));
  program
    .command('resume')
    .description('end a pause')
    .argument('[target]', 'only the pause of this target; without it, all of them')
    .option('--reason <text>', 'why, for the record')
    .action(async (target, flags) => settle(await (await import('./commands/resume.js')).resume(called(), target, flags)));
}

function writing(program: Command, called: () => Call, settle: Settle): void {
  recorded(guarded(program.command('apply')))
    .description('apply a saved plan exactly; without one: plan, show, ask and apply')
    .argument('[file]', 'a plan that plan --out saved')
    .option('--target <name>', 'without a file: only this target; may be repeated', collect)
    .option('--full', 'unfold long lists')
    .action(async (file, flags) => settle(await (await import('./commands/apply.js')).apply(called(), file, flags)));

  recorded(program.command('sync'))
    .description('plan and apply within the guards, with nobody asked: for cron and timers')
    .argument('[target...]', 'only these targets')
    .option('--no-removals', 'only what gives; nothing is taken away')
    .option('--full', 'unfold long lists')
    .option('--user <login...>', 'only these people, and nobody else; name targets before it')
    .action(async (targets, flags) => settle(await (await import('./commands/sync.js')).sync(called(), targets, flags)));

  recorded(program.command('offboard'))
    .description("end these people's accounts now, in every target, whatever their source says")
    .argument('<login...>', 'login, e-mail address, username in a target, or the id at the source')
    .option('--yes', 'do not ask')
    .option('--full', 'unfold long lists')
    .action(async (logins, flags) => settle(await (await import('./commands/offboard.js')).offboard(called(), logins, flags)));

  program
    .command('watch')
    .description('stay, and do what sync does whenever the schedule of a sync says so; SIGHUP reads the config again')
    .action(async () => settle(await (await import('./commands/watch.js')).watch(called())));

  recorded(program.command('undo'))
    .description('take back what a run did, or a part of it: shows the plan, asks, and applies it')
    .argument('<run>', 'its number in the history')
    .option('--only <kind...>', 'only what was: creations, removals, updates, … (a wrong word lists them)')
    .option('--user <login...>', 'only these people')
    .option('--group <name...>', 'only these groups')
    .option('--target <name>', 'only this target; may be repeated', collect)
    .option('-o, --out <file>', 'save the plan for a later apply')
    .option('--allow <target:guard=n>', 'lift one guard of one target up to a number; may be repeated', collect)
    .option('--full', 'unfold long lists')
    .action(async (run, flags) => settle(await (await import('./commands/undo.js')).undo(called(), run, flags)));

  recorded(program.command('unpin'))
    .description(
      'let plans do again what an undo took back, or have again whom `offboard` ended; without a name, list what is pinned',
    )
    .argument('[name...]', 'usernames and groups')
    .option('--target <name>', 'only in this target')
    .option('--run <n>', 'all that this undo took back')
    .option('--all', 'everything')
    .action(async (names, flags) => settle(await (await import('./commands/unpin.js')).unpin(called(), names, flags)));

  recorded(targeted(program.command('adopt')))
    .description("make existing groups rollcall's business, so that unattended runs may change them")
    .argument('<group...>', 'groups in the target')
    .action(async (groups, flags) => settle(await (await import('./commands/adopt.js')).adopt(called(), groups, flags)));

  recorded(targeted(program.command('release')))
    .description("let groups be none of rollcall's business again")
    .argument('<group...>', 'groups in the target')
    .action(async (groups, flags) => settle(await (await import('./commands/release.js')).release(called(), groups, flags)));
}

function trying(program: Command, called: () => Call, settle: Settle): void {
  program
    .command('demo')
    .description('try everything on a made-up company: writes a config into a new folder and runs the commands on it')
    .action(async () => settle(await (await import('./commands/demo.js')).demo(called())));
  program
    .command('sandbox')
    .description(
      'keep a made-up Okta, Jira, Confluence and Bitbucket running on this machine, with a config for them, until Ctrl-C',
    )
    .option('--users <n>', 'people in the company (500)')
    .option('--groups <n>', 'groups in the company (60)')
    .option(`${JIRA_VERSION} <version>`, 'which Jira (10.3.24); --version is the same here')
    .option('--confluence-version <version>', 'which Confluence (10.2.14)')
    .option('--bitbucket-version <version>', 'which Bitbucket (9.4.8)')
    .option('--port <n>', 'fixed ports: this one and the next three')
    .option('--latency <ms>', 'before each answer')
    .option('--rate-limit <n>', 'requests a minute')
    .option('--fail <regexp=status>', "answer what matches 'GET /path' so; =503:2 for two times; may be repeated", collect)
    .option('--file <file>', 'keep what they hold in it, and go on from there the next time')
    .option('--config-out <file>', 'write the config into a new file instead of printing it')
    .action(async flags => settle(await (await import('./commands/sandbox.js')).sandbox(called(), flags)));
}

const JIRA_VERSION = '--jira-version';

/** After `sandbox`, `--version` says which Jira; anywhere else it asks for rollcall's own. */
export function disambiguated(argv: readonly string[]): string[] {
  const isCommand = (arg: string, at: number) => at >= 2 && !arg.startsWith('-') && !/^(-c|--config)$/.test(argv[at - 1] ?? '');
  const command = argv.findIndex(isCommand);
  if (argv[command] !== 'sandbox') return [...argv];
  return argv.map((arg, at) => (at > command ? arg.replace(/^--version(?==|$)/, JIRA_VERSION) : arg));
}

/** Described, and not built yet: out of the help, and told by name when typed. */
function notBuilt(program: Command, names: readonly string[]): void {
  for (const name of names)
    program
      .command(name, { hidden: true })
      .argument('[anything...]')
      .allowUnknownOption()
      .helpOption(false)
      .action(() => {
        throw notInThisVersion(name);
      });
}
