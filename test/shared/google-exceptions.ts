import type { Exception } from './exceptions.js';

const differs = (what: string, why: string): Exception => ({
  ...{ kind: 'differs', documents: ['google'], operation: 'any', what, why },
});

/** A discovery document declares good answers only. */
export const googleExceptions: readonly Exception[] = [
  differs('answer 400: is not declared', 'google.md §5: Invalid Input, one of the two typical first errors'),
  differs('answer 401: is not declared', 'google.md §5: a token that is over'),
  differs('answer 403: is not declared', 'google.md §5 and 6: no rights, and too fast'),
  differs('answer 404: is not declared', 'google.md §6: a group deleted meanwhile'),
  differs('answer 429: is not declared', 'google.md §6: too fast, the newer form'),
];
