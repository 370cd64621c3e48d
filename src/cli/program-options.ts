import type { Command } from 'commander';
import type { ExitCode } from '../errors.js';

/** Takes what a command ends with. */
export type Settle = (exitCode: ExitCode) => void;

/** Of an option that may be repeated. */
export const collect = (value: string, before: readonly string[] = []): string[] => [...before, value];

export const guarded = (command: Command): Command =>
  command
    .option('--allow <target:guard=n>', 'lift one guard of one target up to a number; may be repeated', collect)
    .option('--no-removals', 'only what gives; nothing is taken away');

export const recorded = (command: Command): Command =>
  command
    .option('--reason <text>', 'why, for the record')
    .option('--take-over <host>', 'take the lock from a run of a host that is certainly gone');

export const targeted = (command: Command): Command =>
  command.option('--target <name>', 'in which target; needed when there are several');
