import type { Config } from '../../config/config.js';
import { ConfigError } from '../../errors.js';
import type { Call } from '../call.js';
import { readConfig } from '../session.js';
import type { Happening } from './log.js';

/** The config to go by, with one schedule at least. Throws ConfigError. */
export async function watchedConfig(call: Call): Promise<Config> {
  const config = await readConfig(call);
  if (config.schedules.length > 0) return config;
  throw new ConfigError(
    `no sync in ${config.file} has a schedule`,
    "Give one to a sync, such as schedule: '*/30 * * * *', or run rollcall sync by a timer.",
  );
}

export const unscheduled = ({ syncs, schedules }: Config): Happening[] =>
  syncs
    .filter(({ name }) => schedules.every(({ sync }) => sync !== name))
    .map(({ name }) => ({ kind: 'unscheduled', sync: name }));
