import { Chalk } from 'chalk';
import { describe, expect, it } from 'vitest';
import { ConfigError, Unavailable } from '../../errors.js';
import { renderError } from './error.js';

const paper = { width: 80, full: false, chalk: new Chalk({ level: 0 }), verbose: false };

describe('an error', () => {
  it('says what happened and what to do', () => {
    expect(renderError(new Unavailable('okta could not be reached', 'The next run tries again.'), paper)).toBe(
      '✗ okta could not be reached\n  → The next run tries again.',
    );
  });

  it('of the config lists every mistake with its place, in the order of the file', () => {
    const mistakes = [
      {
        file: 'rollcall.yaml',
        line: 20,
        column: 3,
        path: 'syncs.0',
        message: 'unknown key "filtr"',
        hint: 'Did you mean filter?',
      },
      { file: 'rollcall.yaml', line: 3, column: 10, message: 'OKTA_TOKEN is not set' },
    ];

    expect(renderError(new ConfigError('the config is wrong', 'Correct it.', mistakes), paper)).toBe(`✗ the config is wrong
  rollcall.yaml:3:10
      OKTA_TOKEN is not set
  rollcall.yaml:20:3  syncs.0
      unknown key "filtr"
      → Did you mean filter?
  → Correct it.`);
  });

  it('that we do not understand is called a bug; its stack is for --verbose', () => {
    const bug = new TypeError('x is undefined', { cause: new Error('deeper') });
    const short = renderError(bug, paper);
    const long = renderError(bug, { ...paper, verbose: true });

    expect(short).toMatch(/^✗ a bug in rollcall: TypeError: x is undefined\n.*--verbose/);
    expect(short).not.toContain(' at ');
    expect(long).toContain('error.test.ts');
    expect(long).toContain('caused by Error: deeper');
  });

  it('shows its cause with --verbose only', () => {
    const error = new Unavailable('no', 'Wait.', { cause: new Error('ECONNREFUSED') });

    expect(renderError(error, paper)).not.toContain('ECONNREFUSED');
    expect(renderError(error, { ...paper, verbose: true })).toContain('caused by Error: ECONNREFUSED');
  });

  it('cannot be made to print escapes', () => {
    expect(renderError('\u001b[2J', paper)).toContain('\\u001b[2J');
  });
});
