/** Values → text for a terminal. Pure; the only place besides text/ that knows colour. */
export { renderError } from './text/error.js';
export { renderExplanation } from './text/explain.js';
export { renderGroupExplanation } from './text/explain-group.js';
export { renderFindings, type SystemFindings } from './text/findings.js';
export { renderFrom } from './text/from.js';
export { renderHistory, renderRun } from './text/history.js';
export { type NamedLink, renderLinks } from './text/links.js';
export type { Paper } from './text/paper.js';
export { renderPlans, renderProblems } from './text/plan.js';
export { hasPassed, renderTests } from './text/policy.js';
export { renderPurge } from './text/purge.js';
export { renderResult } from './text/result.js';
export { renderReviews } from './text/review.js';
export { renderFollowing } from './text/shared.js';
export { renderStatus } from './text/status.js';
