import { loadPolicyTests } from '../../config/policy-tests/load.js';
import { ExitCode } from '../../errors.js';
import { createHttp } from '../../http/create-http.js';
import { testsJson } from '../../report/json.js';
import { hasPassed, renderFrom, renderTests } from '../../report/text.js';
import { runPolicyTests } from '../../sync/policy/run.js';
import type { Call } from '../call.js';
import { keptFor } from '../policy/kept.js';
import { readConfig } from '../session.js';
import { whichRun } from '../snapshot/from.js';
import { tellWarnings } from '../warnings.js';

interface TestFlags {
  /** a run's number, or `last` */
  readonly from?: string;
}

/** Judges the policy tests by the rules of the config. Neither the network nor a secret is needed. */
export async function test(call: Call, files: readonly string[], flags: TestFlags): Promise<ExitCode> {
  const { screen, globals, cwd, toolVersion } = call;
  const config = await readConfig(call, { withoutSecrets: true });
  tellWarnings(call, config);
  const tests = await loadPolicyTests(config, files, cwd);
  const kept = await keptFor(tests, config, flags.from === undefined ? undefined : whichRun(flags.from));
  const http = createHttp({ toolVersion });
  const results = runPolicyTests(tests, {
    syncs: config.syncs,
    targets: config.targets.map(rules => ({ rules, target: rules.create(http) })),
    kept: kept.worlds,
    now: call.now().toISOString(),
  });
  screen.show(
    globals,
    () => testsJson(results, kept.about),
    () =>
      [...kept.about.map(run => renderFrom({ ...run, gaps: [] }, screen.paper())), renderTests(results, screen.paper())].join(
        '\n',
      ),
  );
  return results.every(hasPassed) ? ExitCode.Done : ExitCode.CouldNot;
}
