import { errorJson } from '../report/json.js';
import { renderError } from '../report/text.js';
import type { Screen } from './screen.js';

interface Manner {
  readonly verbose: boolean;
  readonly json: boolean;
}

/** The one place where a failure is shown: what happened and what to do, no secret in it. With `--json` it is the document. */
export function tellError(error: unknown, screen: Screen, { verbose, json }: Manner): void {
  if (json) screen.print(JSON.stringify(errorJson(error), undefined, 2));
  if (!json || verbose) screen.complain(renderError(error, { ...screen.paperForMessages(), verbose }));
}
