import type { Finding } from '../../model/finding.js';
import { clean, cleanLine } from '../clean.js';
import { counted } from '../numbers.js';
import { paragraph } from './blocks.js';
import { type Paper, paint, type Tone } from './paper.js';

/** What `check` found out about one source, target or the config. */
export interface SystemFindings {
  readonly system: string;
  readonly findings: readonly Finding[];
}

type Level = Finding['level'];

const LEVELS: Readonly<Record<Level, { readonly mark: string; readonly tone: Tone; readonly word: string }>> = {
  problem: { mark: '✗', tone: 'alarm', word: 'problem: ' },
  warning: { mark: '!', tone: 'changed', word: 'warning: ' },
  info: { mark: '·', tone: 'plain', word: '' },
  ok: { mark: '✓', tone: 'added', word: '' },
};

/** Per system what is right, odd or wrong, each with what to do; the numbers at the end. Words say what marks and colours say. */
export function renderFindings(systems: readonly SystemFindings[], paper: Paper): string {
  const parts = systems.map(({ system, findings }) =>
    [paint(paper, 'strong', clean(system)), ...findings.flatMap(finding => findingLines(finding, paper))].join('\n'),
  );
  const all = systems.flatMap(({ findings }) => findings);
  const of = (level: Level) => all.filter(finding => finding.level === level).length;
  const worst: Level = of('problem') > 0 ? 'problem' : of('warning') > 0 ? 'warning' : 'ok';
  const closing =
    worst === 'ok' ? 'no problems, no warnings' : `${counted(of('problem'), 'problem')}, ${counted(of('warning'), 'warning')}`;
  return [...parts, paint(paper, LEVELS[worst].tone, `${LEVELS[worst].mark} ${closing}`)].join('\n\n');
}

function findingLines({ level, what, hint }: Finding, paper: Paper): string[] {
  const { mark, tone, word } = LEVELS[level];
  const [first = '', ...more] = paragraph(word + cleanLine(what), 4, paper, level === 'ok' ? 'plain' : tone);
  const marked = `  ${paint(paper, tone, mark)} ${first.trimStart()}`;
  return [marked, ...more, ...(hint === undefined ? [] : paragraph(`→ ${cleanLine(hint)}`, 4, paper, 'hint'))];
}
