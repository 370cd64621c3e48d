import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Interrupted } from '../errors.js';
import { Secret } from '../secrets.js';
import { Screen } from './screen.js';

function pipes({ tty = false, wanted = true } = {}) {
  const stream = () => Object.assign(new PassThrough(), { isTTY: tty, columns: 100, rows: 30 });
  const streams = { stdin: stream(), stdout: stream(), stderr: stream() };
  const screen = new Screen(streams, { wanted });
  const read = (name: 'stdout' | 'stderr') => {
    streams[name].end();
    return text(streams[name]);
  };
  return { screen, streams, read };
}

describe('screen', () => {
  it('sends results to stdout and messages to stderr, and takes secrets out of both', async () => {
    const { screen, read } = pipes();
    screen.hide([new Secret('s3cret/token')]);

    screen.print('result s3cret/token');
    screen.tell('message s3cret%2Ftoken');
    screen.complain('problem "s3cret/token"');

    expect(await read('stdout')).toBe('result ••••\n');
    expect(await read('stderr')).toBe('message ••••\nproblem "••••"\n');
  });

  it('--quiet silences messages, neither results nor complaints', async () => {
    const { screen, read } = pipes();
    screen.beQuiet();

    screen.print('result');
    screen.tell('message');
    screen.complain('problem');

    expect([await read('stdout'), await read('stderr')]).toEqual(['result\n', 'problem\n']);
  });

  it('has no colours in pipes, nor on a terminal where they are not wanted (NO_COLOR)', () => {
    expect(pipes().screen.chalk.red('x')).toBe('x');
    expect(pipes({ tty: true, wanted: false }).screen.chalkStderr.red('x')).toBe('x');
  });

  it('can ask only where a question is seen and can be answered', () => {
    expect(pipes().screen.canAsk).toBe(false);
    expect(pipes({ tty: true }).screen.canAsk).toBe(true);
  });

  it('asks on stderr; the end of the input is no answer', async () => {
    const { screen, streams, read } = pipes({ tty: true });
    const { signal } = new AbortController();
    const first = screen.ask('Sure? ', signal);
    streams.stdin.write(' yes \n');

    expect(await first).toBe('yes');
    const second = screen.ask('Really? ', signal);
    streams.stdin.end();
    expect(await second).toBe('');
    expect(await read('stderr')).toBe('Sure? Really? ');
  });

  it('a question that is interrupted is not answered', async () => {
    const { screen } = pipes({ tty: true });
    const stop = new AbortController();
    const asked = screen.ask('Sure? ', stop.signal);
    stop.abort();

    await expect(asked).rejects.toThrow(Interrupted);
  });

  it('does not mind that its reader has gone, and minds everything else', () => {
    const { streams } = pipes();

    expect(() => streams.stdout.emit('error', Object.assign(new Error('gone'), { code: 'EPIPE' }))).not.toThrow();
    expect(() => streams.stdout.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }))).toThrow('full');
  });
});
