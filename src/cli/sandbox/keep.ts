import { setInterval } from 'node:timers/promises';
import { writeSaved } from './file.js';
import type { Sandbox } from './world.js';

const EVERY_MS = 3_000;

/** Writes what the emulators hold into the file, when it is not what was written last; without a file nothing. */
export function saverOf(sandbox: Sandbox, file: string | undefined): () => Promise<void> {
  let last = '';
  return async () => {
    if (file === undefined) return;
    const text = `${JSON.stringify(sandbox.saved(), undefined, 1)}\n`;
    if (text === last) return;
    await writeSaved(file, text);
    last = text;
  };
}

/** Stays until the signal says stop. What has changed is saved every few seconds, and at the end. */
export async function keepRunning(sandbox: Sandbox, save: () => Promise<void>, signal: AbortSignal): Promise<void> {
  try {
    for await (const _ of setInterval(EVERY_MS, undefined, { signal })) {
      if (isWrittenTo(sandbox)) await save();
      // an emulator remembers every request, for tests; here it would grow for ever
      for (const { requests } of [sandbox.okta, sandbox.jira]) requests.length = 0;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  await save();
}

/** Only Jira is ever changed from outside. */
const isWrittenTo = ({ jira }: Sandbox) => jira.requests.some(({ method }) => method !== 'GET');
