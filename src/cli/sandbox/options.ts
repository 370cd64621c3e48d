import { ConfigError } from '../../errors.js';
import { type JiraVersion, versions } from '../../sandbox/jira-dc/versions.js';

/** As typed. */
export interface SandboxFlags {
  readonly users?: string;
  readonly groups?: string;
  readonly jiraVersion?: string;
  readonly port?: string;
  readonly latency?: string;
  readonly rateLimit?: string;
  readonly fail?: readonly string[];
  readonly file?: string;
  readonly configOut?: string;
}

interface Failure {
  /** tested on "GET /path?query" */
  readonly match: RegExp;
  readonly status: number;
  readonly times: number;
}

/** What the flags ask for; undefined: not said. */
export interface SandboxOptions {
  readonly users: number | undefined;
  readonly groups: number | undefined;
  readonly version: JiraVersion | undefined;
  /** of the first emulator; the next one has the next */
  readonly port: number | undefined;
  /** ms before each answer */
  readonly latency: number;
  /** requests a minute, in each bucket of Okta and for each user of Jira */
  readonly rateLimit: number | undefined;
  readonly failures: readonly Failure[];
}

/** Checks what was typed. Throws ConfigError. */
export const sandboxOptions = (flags: SandboxFlags): SandboxOptions => ({
  users: whole('--users', flags.users, 1, 1_000_000),
  groups: whole('--groups', flags.groups, 1, 100_000),
  version: flags.jiraVersion === undefined ? undefined : versionOf(flags.jiraVersion),
  port: whole('--port', flags.port, 1, 65_534),
  latency: whole('--latency', flags.latency, 0, 600_000) ?? 0,
  rateLimit: whole('--rate-limit', flags.rateLimit, 1, 1_000_000),
  failures: (flags.fail ?? []).map(failureOf),
});

function whole(option: string, text: string | undefined, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new ConfigError(`${option} ${text} is no number that it can be`, `Write a whole number from ${least} to ${most}.`);
}

/** Throws ConfigError. */
export function versionOf(text: string): JiraVersion {
  if (isVersion(text)) return text;
  throw new ConfigError(`the sandbox has no Jira ${text}`, `Use one of: ${Object.keys(versions).join(', ')}.`);
}

const isVersion = (text: string): text is JiraVersion => Object.hasOwn(versions, text);

function failureOf(text: string): Failure {
  const [, pattern, status, times] = /^(.+)=([2-5]\d\d)(?::(\d+))?$/s.exec(text) ?? [];
  if (pattern === undefined)
    throw new ConfigError(
      `--fail ${text} is not understood`,
      "Write a pattern of requests and a status, such as --fail 'GET .*/groups=503', or 503:2 for the next two only.",
    );
  try {
    return {
      match: new RegExp(pattern),
      status: Number(status),
      times: times === undefined ? Number.POSITIVE_INFINITY : Number(times),
    };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`--fail ${text}: ${why}`, 'The part before = is a regular expression.', [], { cause });
  }
}
