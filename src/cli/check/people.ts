import type { Person } from '../../model/directory.js';
import type { Finding } from '../../model/finding.js';
import type { SyncRules } from '../../model/rules.js';
import { attributeNames } from '../../model/wish.js';
import { counted, number } from '../../report/numbers.js';
import { judge, type Pulled } from '../../sync/judge.js';

/** Whom one sync wants of its source's people, and what its expressions fail for. Pure. */
export function peopleFindings(sync: SyncRules, pulled: Extract<Pulled, { kind: 'read' }>): readonly Finding[] {
  const judged = [...pulled.directory.people.values()].map(person => ({ person, judgement: judge(sync, pulled, person.id) }));
  const wanted = judged.flatMap(({ person, judgement }) => (judgement.kind === 'wanted' ? [person] : []));
  const failing = judged.flatMap(({ person, judgement }) =>
    judgement.kind === 'unknown' && judgement.failedFilter !== undefined ? [`${person.login}: ${judgement.failedFilter}`] : [],
  );
  const n = (kind: (typeof judged)[number]['judgement']['kind']) =>
    judged.filter(({ judgement }) => judgement.kind === kind).length;
  const are = (count: number, what: string) => (count > 0 ? [`${number(count)} ${count === 1 ? 'is' : 'are'} ${what}`] : []);
  const dropped = [
    ...are(n('stated'), 'not active'),
    ...are(n('inferred'), 'dropped by the filter'),
    ...are(n('unknown'), 'unknown: not active yet, or the filter fails'),
  ];
  const what = [
    `${number(wanted.length)} of ${counted(judged.length, 'person', 'people')} of ${sync.from} ${judged.length === 1 ? 'is' : 'are'} wanted`,
    ...dropped,
  ].join(', ');
  return [
    total(sync, what, wanted.length),
    ...idleFilter(sync, wanted.length, n('inferred') + failing.length),
    ...failingFilter(failing),
    ...failingAttributes(sync, wanted),
  ];
}

/** A filter that everybody passes is likely not what was meant. */
function idleFilter({ users: { filter } }: SyncRules, wanted: number, stopped: number): Finding[] {
  if (filter === undefined || wanted === 0 || stopped > 0) return [];
  return [{ level: 'warning', what: `the filter drops nobody: ${filter.text}`, hint: 'Remove it, or check its values.' }];
}

function total({ users }: SyncRules, what: string, wanted: number): Finding {
  if (wanted > 0) return { level: 'ok', what };
  const hint =
    users.filter === undefined ? 'Is this the right organisation, or app?' : `Nobody passes the filter: ${users.filter.text}`;
  return { level: 'warning', what, hint };
}

function failingFilter([first, ...others]: readonly string[]): Finding[] {
  if (first === undefined) return [];
  const what = `the filter fails for ${others.length + 1} people, e.g. ${first}`;
  return [{ level: 'warning', what, hint: 'They are left as they are.' }];
}

function failingAttributes({ users }: SyncRules, wanted: readonly Person[]): Finding[] {
  return attributeNames.flatMap((attribute): Finding[] => {
    const expression = users.attributes[attribute];
    if (expression === undefined) return [];
    const results = wanted.map(person => ({ login: person.login, result: expression.evaluate(person) }));
    const failed = results.filter(({ result }) => result.kind === 'failed' || result.value.trim() === '');
    const [first] = failed;
    if (first === undefined) return [];
    const why = first.result.kind === 'failed' ? first.result.problem : 'it is empty';
    return [
      {
        level: 'warning',
        what: `${attribute} cannot be computed for ${counted(failed.length, 'person', 'people')}, e.g. ${someOf(failed)}: ${why}`,
        hint: `It is left as it is, and nobody is created without it: ${expression.text}`,
      },
    ];
  });
}

const EXAMPLES = 3;
const someOf = (failed: readonly { readonly login: string }[]): string =>
  failed
    .slice(0, EXAMPLES)
    .map(({ login }) => login)
    .join(', ');
