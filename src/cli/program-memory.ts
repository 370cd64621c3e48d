import type { Command } from 'commander';
import type { Call } from './call.js';
import { recorded, type Settle, targeted } from './program-options.js';

/** The commands about what is remembered: links, and the runs so far. */
export function remembering(program: Command, called: () => Call, settle: Settle): void {
  const links = program.command('links').description('who has which account: list, set, forget, review, export, import');
  const load = () => import('./commands/links.js');
  targeted(links.command('list'))
    .description('the remembered pairs of people and accounts')
    .action(async flags => settle(await (await load()).listLinks(called(), flags)));
  recorded(targeted(links.command('set')))
    .description('this account is that person’s, whatever the match keys say')
    .argument('<person>', 'login or id at the source')
    .argument('<account>', 'username in the target, or the account’s id')
    .option('--source <name>', 'where the person is; needed when several sources feed the target')
    .action(async (person, account, flags) => settle(await (await load()).setLink(called(), person, account, flags)));
  recorded(targeted(links.command('forget')))
    .description('forget the pair; the account stays as it is')
    .argument('<person>', 'login or id at the source')
    .action(async (person, flags) => settle(await (await load()).forgetLink(called(), person, flags)));
  links
    .command('review')
    .description('for an access review: accounts nobody claims, conflicts, accounts and links that somebody must settle')
    .argument('[target...]', 'only these targets')
    .option('--csv', 'as CSV')
    .option('-o, --out <file>', 'save it in a new file: CSV, or JSON with --json')
    .option('--from <run>', 'on what that run read (or last), with the config as it is now')
    .option('--full', 'unfold long lists')
    .action(async (targets, flags) =>
      settle(await (await import('./commands/links-review.js')).reviewLinks(called(), targets, flags)),
    );
  const loadFiles = () => import('./commands/links-file.js');
  links
    .command('export')
    .description('save what cannot be read again: links, groups, memberships, pauses, pins; without a file, print it')
    .argument('[file]', 'where; what is there is replaced')
    .action(async file => settle(await (await loadFiles()).exportLinks(called(), file)));
  recorded(links.command('import'))
    .description('take an export into an empty state')
    .argument('<file>', 'what links export or state.backup saved')
    .option('--replace', 'in place of what the state remembers')
    .action(async (file, flags) => settle(await (await loadFiles()).importLinks(called(), file, flags)));

  program
    .command('history')
    .description('the runs so far, newest first')
    .option('--limit <n>', 'how many', '20')
    .action(async flags => settle(await (await import('./commands/history.js')).history(called(), flags)));
  program
    .command('show')
    .description('what one run did')
    .argument('<run>', 'its number in the history')
    .option('--full', 'unfold long lists')
    .action(async (run, flags) => settle(await (await import('./commands/show.js')).show(called(), run, flags)));
  recorded(program.command('purge'))
    .description('take one person out of the history, for good')
    .argument('<person>', 'login, username, e-mail address, or the id at the source')
    .option('--yes', 'do not ask')
    .action(async (who, flags) => settle(await (await import('./commands/purge.js')).purge(called(), who, flags)));
}
