import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../errors.js';
import { versions } from '../../sandbox/jira-dc/versions.js';
import { disambiguated } from '../program.js';
import { sandboxOptions } from './options.js';

describe('the options of sandbox', () => {
  it('are numbers, a version, and failures', () => {
    const options = sandboxOptions({ users: '80', jiraVersion: '11.3.0', port: '8100', fail: ['GET /x\\?a=b=503:2', '.*=429'] });

    expect(options).toMatchObject({ users: 80, groups: undefined, versions: { jira: '11.3.0' }, port: 8100, latency: 0 });
    expect(options.failures).toEqual([
      { match: /GET \/x\?a=b/, status: 503, times: 2 },
      { match: /.*/, status: 429, times: Number.POSITIVE_INFINITY },
    ]);
  });

  it('know every Jira that the emulator knows', () => {
    for (const version of Object.keys(versions)) expect(sandboxOptions({ jiraVersion: version }).versions.jira).toBe(version);
  });

  it.each([
    [{ users: 'many' }, '--users many'],
    [{ users: '0' }, '--users 0'],
    [{ port: '70000' }, '--port 70000'],
    [{ jiraVersion: '4.4' }, 'no Jira 4.4'],
    [{ confluenceVersion: '4.4' }, 'no Confluence 4.4'],
    [{ bitbucketVersion: '4.4' }, 'no Bitbucket 4.4'],
    [{ fail: ['GET /x'] }, '--fail GET /x'],
    [{ fail: ['(=503'] }, '--fail (=503'],
    [{ fail: ['x=99'] }, '--fail x=99'],
  ])('are refused when wrong: %o', (flags, told) => {
    expect(() => sandboxOptions(flags)).toThrow(ConfigError);
    expect(() => sandboxOptions(flags)).toThrow(told);
  });

  it.each([
    ['sandbox --version 11.3.0', 'sandbox --jira-version 11.3.0'],
    ['--json sandbox --version=11.3.0', '--json sandbox --jira-version=11.3.0'],
    ['--version', '--version'],
    ['--version sandbox', '--version sandbox'],
    ['plan sandbox --version', 'plan sandbox --version'],
    ['-c sandbox plan --version', '-c sandbox plan --version'],
  ])('let --version be of Jira after sandbox only: %s', (typed, meant) => {
    expect(
      disambiguated(['node', 'rollcall', ...typed.split(' ')])
        .slice(2)
        .join(' '),
    ).toBe(meant);
  });
});
