import type { CapabilitiesSince } from './capabilities.js';
import type { Capabilities } from './target.js';

/** What of a kind of target the page tells. */
export interface Documented {
  readonly kind: string;
  readonly capabilities: readonly CapabilitiesSince[];
}

/** `docs/targets.md`, made of the tables that the planner asks. */
export const capabilitiesPage = (kinds: readonly Documented[]): string =>
  `${[INTRODUCTION, ...kinds.map(section)].join('\n\n')}\n`;

const INTRODUCTION = `# What each target can do

Made from the connectors' own tables by \`npm run docs\`; do not edit. The planner asks these tables before it plans: what a product cannot
do is reported in the plan, and never tried. A row counts from its version on, until the next row.`;

function section({ kind, capabilities }: Documented): string {
  const limits = [...new Set(capabilities.flatMap(row => row.capabilities.limits))];
  const told = limits.map(limit => `- ${limit}${sinceWhich(limit, capabilities)}`);
  return [
    `## ${kind}`,
    '',
    ...table(capabilities),
    ...(told.length > 0 ? ['', ...told] : []),
    '',
    `See [${kind}](${kind}.md).`,
  ].join('\n');
}

const COLUMNS: readonly { readonly head: string; readonly cell: (can: Capabilities) => string }[] = [
  {
    head: 'updates',
    cell: ({ updatableAttributes }) => updatableAttributes.filter(name => name !== 'username').join(', ') || 'nothing',
  },
  { head: 'renames people', cell: ({ renameUsers }) => yesNo(renameUsers) },
  {
    head: 'ends accounts by',
    cell: ({ ending }) => (ending === 'switchOff' ? 'switching off' : 'revoking all groups and permissions'),
  },
  { head: 'deletes people', cell: ({ deleteUsers }) => yesNo(deleteUsers) },
  { head: 'deletes groups', cell: ({ deleteGroups }) => yesNo(deleteGroups) },
  { head: 'renames groups', cell: ({ renameGroups }) => yesNo(renameGroups) },
  { head: 'tells direct members', cell: ({ directMembers }) => yesNo(directMembers) },
  { head: 'finds people by', cell: ({ matchableAttributes }) => matchableAttributes.join(', ') },
];

const yesNo = (can: boolean) => (can ? 'yes' : 'no');

function table(rows: readonly CapabilitiesSince[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    line(['from version', ...COLUMNS.map(({ head }) => head)]),
    line(['---', ...COLUMNS.map(() => '---')]),
    ...rows.map(({ since, capabilities }) => line([since, ...COLUMNS.map(({ cell }) => cell(capabilities))])),
  ];
}

/** Where not every version has it. */
function sinceWhich(limit: string, rows: readonly CapabilitiesSince[]): string {
  const having = rows.filter(({ capabilities }) => capabilities.limits.includes(limit));
  return having.length === rows.length ? '' : ` (from ${having.map(({ since }) => since).join(', ')})`;
}
