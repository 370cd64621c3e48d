import { isInForce, pauseText } from '../../sync/pause.js';
import type { PlanOptions } from '../../sync/run.js';
import type { Call } from '../call.js';
import type { Session } from '../session.js';
import { tellWarning } from '../warnings.js';

/** Before a plan is made: which pauses of its targets will hold it back. To stderr. */
export async function tellPauses(
  { screen, globals }: Call,
  { store, now }: Session,
  { targets }: Pick<PlanOptions, 'targets'>,
): Promise<void> {
  const mine = (await store.pauses()).filter(
    ({ target }) => target === undefined || targets.length === 0 || targets.includes(target),
  );
  for (const pause of mine)
    if (isInForce(pause, now())) tellWarning(screen, `${pauseText(pause)} (rollcall resume ends it)`, globals);
}
