import { ConfigError } from '../../errors.js';
import { versions as bitbucketVersions } from '../../sandbox/bitbucket-dc/versions.js';
import { versions as confluenceVersions } from '../../sandbox/confluence-dc/versions.js';
import { versions as jiraVersions } from '../../sandbox/jira-dc/versions.js';

/** As typed. */
export interface SandboxFlags {
  readonly users?: string;
  readonly groups?: string;
  readonly jiraVersion?: string;
  readonly confluenceVersion?: string;
  readonly bitbucketVersion?: string;
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

/** Which version of each product; what is left out is the emulator's own choice. */
export interface Versions {
  readonly jira: keyof typeof jiraVersions;
  readonly confluence: keyof typeof confluenceVersions;
  readonly bitbucket: keyof typeof bitbucketVersions;
}

/** What the flags ask for; undefined: not said. */
export interface SandboxOptions {
  readonly users: number | undefined;
  readonly groups: number | undefined;
  readonly versions: Readonly<Partial<Versions>>;
  /** of the first emulator; each of the others has the next one */
  readonly port: number | undefined;
  /** ms before each answer */
  readonly latency: number;
  /** requests a minute, in each bucket of Okta and for each user of a product */
  readonly rateLimit: number | undefined;
  readonly failures: readonly Failure[];
}

/** Checks what was typed. Throws ConfigError. */
export const sandboxOptions = (flags: SandboxFlags): SandboxOptions => ({
  users: whole('--users', flags.users, 1, 1_000_000),
  groups: whole('--groups', flags.groups, 1, 100_000),
  versions: {
    ...(flags.jiraVersion !== undefined && { jira: versionOf('Jira', jiraVersions, flags.jiraVersion) }),
    ...(flags.confluenceVersion !== undefined && {
      confluence: versionOf('Confluence', confluenceVersions, flags.confluenceVersion),
    }),
    ...(flags.bitbucketVersion !== undefined && { bitbucket: versionOf('Bitbucket', bitbucketVersions, flags.bitbucketVersion) }),
  },
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
export function versionOf<V extends string>(product: string, versions: Readonly<Record<V, unknown>>, text: string): V {
  const isOne = (name: string): name is V => Object.hasOwn(versions, name);
  if (isOne(text)) return text;
  throw new ConfigError(`the sandbox has no ${product} ${text}`, `Use one of: ${Object.keys(versions).join(', ')}.`);
}

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
