import { jsonText } from '../report/clean.js';
import { errorJson } from '../report/json.js';
import { renderError } from '../report/text.js';
import { redacted } from './redacted.js';
import type { Screen } from './screen.js';

interface Manner {
  readonly verbose: boolean;
  readonly json: boolean;
}

/** The one place where a failure is shown: what happened and what to do, no secret in it. With `--json` it is the document. */
export function tellError(error: unknown, screen: Screen, { verbose, json }: Manner): void {
  const shown = redacted(error, text => screen.clean(text));
  if (json) screen.print(jsonText(errorJson(shown), 2));
  if (!json || verbose) screen.complain(renderError(shown, { ...screen.paperForMessages(), verbose }));
}
