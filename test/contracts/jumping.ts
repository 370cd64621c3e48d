import type { HttpFactory } from '../../src/http/client.js';
import { createHttp } from '../../src/http/create-http.js';
import type { Clock, HttpEvent } from '../../src/http/options.js';

/** When the clock begins, unless told. */
export const START = Date.parse('2026-03-01T08:00:00.000Z');

/** The real HTTP client on a clock that jumps where we would wait: no test waits. */
export interface Jumping {
  readonly http: HttpFactory;
  readonly clock: Clock;
  /** the same time for the other side */
  readonly now: () => Date;
  /** what was waited for, in ms */
  readonly slept: readonly number[];
  /** what the HTTP client would log */
  readonly logged: readonly HttpEvent[];
  /** moves the clock */
  pass(ms: number): void;
}

export function jumping(start = START): Jumping {
  const slept: number[] = [];
  const logged: HttpEvent[] = [];
  let time = start;
  const pass = (ms: number) => {
    time += ms;
  };
  const sleep = async (ms: number, signal: AbortSignal) => {
    signal.throwIfAborted();
    slept.push(ms);
    pass(ms);
  };
  const clock = { now: () => time, sleep, random: () => 1 };
  const http = createHttp({ toolVersion: '0', limits: { maxAttempts: 2 }, clock, debug: event => logged.push(event) });
  return { http, clock, now: () => new Date(time), slept, logged, pass };
}
