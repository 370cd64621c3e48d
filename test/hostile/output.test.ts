import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { Chalk } from 'chalk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { httpJson, httpLine } from '../../src/cli/http-line.js';
import { Screen } from '../../src/cli/screen.js';
import { tellError } from '../../src/cli/tell-error.js';
import { tellWarning } from '../../src/cli/warnings.js';
import { ConfigError, Refused, UnexpectedReply } from '../../src/errors.js';
import { jsonText } from '../../src/report/clean.js';
import { csvText } from '../../src/report/csv.js';
import { describeOutcome } from '../../src/report/describe.js';
import {
  errorJson,
  eventLine,
  findingsJson,
  historyJson,
  linksJson,
  plansJson,
  resultJson,
  reviewsJson,
  runJson,
} from '../../src/report/json.js';
import { logLine } from '../../src/report/log.js';
import { describeNote } from '../../src/report/notes.js';
import { describeReasons } from '../../src/report/reasons.js';
import { reviewCsv } from '../../src/report/review.js';
import { Lines } from '../../src/report/task-lines.js';
import {
  type Paper,
  renderError,
  renderFindings,
  renderHistory,
  renderLinks,
  renderPlans,
  renderResult,
  renderReviews,
  renderRun,
} from '../../src/report/text.js';
import { hostileName, hostileNames, UNSEEN } from './names.js';
import { samples } from './samples.js';

/** Several tricks at once: what one of them does shows all the same, and all of them are tried in a few rounds. */
const AT_ONCE = 8;
const short = (name: string) => name.slice(0, 40);
const heaps = Array.from({ length: Math.ceil(hostileNames.length / AT_ONCE) }, (_, at) =>
  hostileNames
    .slice(at * AT_ONCE, (at + 1) * AT_ONCE)
    .map(short)
    .join(' '),
);

/**
 * Each trick, and any of them, with a line's end that would forge a line; short enough for one line of a wide window. A blank
 * beginning is given a letter: what is left of `"\t\nFORGED"` after trimming is no second line, but the name itself.
 */
const everyName = (check: (name: string) => void) => {
  for (const heap of heaps) check(`${heap}\nFORGED`);
  fc.assert(
    fc.property(hostileName, name => check(`${short(name).trim() === '' ? 'x' : ''}${short(name)}\nFORGED`)),
    { numRuns: 10, examples: [['\t']] },
  );
};

const failures = (name: string): readonly unknown[] => [
  new UnexpectedReply(name, name, { cause: new Error(name, { cause: new TypeError(name) }) }),
  new ConfigError(name, name, [{ file: name, line: 1, column: 1, path: name, message: name, hint: name }]),
  new Refused(name, name, { status: 400, body: name }),
  Object.assign(new Error(name), { name, stack: `${name}\n    at ${name} (${name})` }),
  new AggregateError([new Error(name)], name),
  name,
];

const findings = (name: string) => [
  { system: name, findings: (['ok', 'info', 'warning', 'problem'] as const).map(level => ({ level, what: name, hint: name })) },
];

/** Everything that is printed for a person, by what prints it. */
function texts(name: string, paper: Paper): Record<string, string> {
  const { plan, problems, applied, record, journal, reads, link, review, notes, reasons, outcomes, events } = samples(name);
  const result = { run: record.id, record: 'failed' as const, applied: [{ plan, changes: applied }] };
  return {
    plans: renderPlans({ plans: [plan, plan], problems, reads }, paper),
    result: renderResult(result, paper),
    history: renderHistory([record], paper),
    run: renderRun(record, journal, reads, paper),
    findings: renderFindings(findings(name), paper),
    links: renderLinks([{ link }, { link, login: name, username: name }], paper),
    reviews: renderReviews([review], paper),
    errors: failures(name)
      .map(failure => renderError(failure, { ...paper, verbose: true }))
      .join('\n'),
    notes: Object.values(notes).map(describeNote).join('\n'),
    reasons: describeReasons(Object.values(reasons)),
    outcomes: Object.values(outcomes).map(describeOutcome).join('\n'),
    log: Object.values(events)
      .map(event => logLine(event).text)
      .join('\n'),
    titles: titlesOf(Object.values(events)).join('\n'),
    http: httpLine({ kind: 'lost', system: name, method: 'GET', url: 'https://x.example.com/', error: name, ms: 1 }, new Date(0)),
  };
}

/** What the live list shows while these events come. */
function titlesOf(events: Parameters<Lines['take']>[0][]): string[] {
  const lines = new Lines(() => 0);
  const titles: string[] = [];
  const begin = Reflect.get(lines, 'next').bind(lines);
  for (const event of events) {
    lines.take(event);
    void begin().then((line: { title: string } | undefined) => line && titles.push(line.title));
  }
  lines.end();
  return titles;
}

describe('no name from outside moves, hides, recolours or forges anything that is printed', () => {
  it.each([0, 3] as const)('for a person, with colours at level %i', level => {
    const paper: Paper = { width: 20_000, full: true, chalk: new Chalk({ level }) };
    everyName(name => {
      for (const [what, printed] of Object.entries(texts(name, paper))) {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: our own colours
        const bare = level === 0 ? printed : printed.replaceAll(/\u001b\[[\d;]*m/g, '');
        expect([what, UNSEEN.exec(bare)?.[0]]).toEqual([what, undefined]);
        expect([what, /^\s*FORGED/m.exec(bare)?.[0]]).toEqual([what, undefined]);
      }
    });
  });

  it('for a person with a narrow window and short lists', () => {
    const paper: Paper = { width: 40, full: false, chalk: new Chalk({ level: 0 }) };
    everyName(name => {
      for (const [what, printed] of Object.entries(texts(name, paper)))
        expect([what, UNSEEN.exec(printed)?.[0]]).toEqual([what, undefined]);
    });
  });

  it('as JSON, which means the same all the same', () => {
    everyName(name => {
      const { plan, problems, applied, record, journal, reads, link, review, events } = samples(name);
      const planned = { plans: [plan], problems, reads };
      const documents = [
        plansJson(planned),
        resultJson(planned, { run: record.id, record: 'failed', applied: [{ plan, changes: applied }] }),
        historyJson([record]),
        runJson(record, journal, reads),
        findingsJson(findings(name)),
        linksJson([{ link, login: name, username: name }]),
        reviewsJson({ reviews: [review], problems }),
        ...failures(name).map(errorJson),
      ];
      for (const document of documents) {
        const printed = jsonText(document, 2);
        expect(UNSEEN.exec(printed)?.[0]).toBeUndefined();
        expect(JSON.stringify(JSON.parse(printed))).toBe(JSON.stringify(document));
      }
      const lines = [
        ...Object.values(events).map(event => eventLine(event, 'now')),
        httpJson({ kind: 'waiting', system: name, reason: name, ms: 1 }, new Date(0)),
      ];
      for (const line of lines) {
        expect([...line.matchAll(/\n/g), ...(UNSEEN.exec(line) ?? [])]).toEqual([]);
        expect(() => JSON.parse(line)).not.toThrow();
      }
    });
  });

  it('as CSV', () => {
    everyName(name => {
      for (const printed of [csvText([name, 'b'], [[name, name]]), reviewCsv([samples(name).review], samples(name).problems)]) {
        expect(UNSEEN.exec(printed.replaceAll('\r\n', '\n'))?.[0]).toBeUndefined();
        expect(printed).not.toMatch(/(^|\n|,"?)[=+\-@＝＋－＠]/);
      }
    });
  });
});

describe('the screen lets nothing through that a renderer forgot', () => {
  const stream = () => Object.assign(new PassThrough(), { isTTY: false, columns: 100, rows: 30 });

  it.each([{ json: false }, { json: true }])('on either stream, %j', async ({ json }) => {
    for (const name of hostileNames) {
      const streams = { stdin: stream(), stdout: stream(), stderr: stream() };
      const screen = new Screen(streams, { wanted: true });
      screen.show(
        { json },
        () => ({ [name]: name }),
        () => name,
      );
      screen.tell(`Linked: ${name}`);
      screen.complain(name);
      tellWarning(screen, name, { json });
      for (const failure of failures(name)) tellError(failure, screen, { json, verbose: true });
      streams.stdout.end();
      streams.stderr.end();

      const printed = (await text(streams.stdout)) + (await text(streams.stderr));
      expect([name, UNSEEN.exec(printed)?.[0]]).toEqual([name, undefined]);
    }
  });
});
