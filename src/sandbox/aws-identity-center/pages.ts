import { invalid } from './failure.js';
import type { MischiefState } from './mischief.js';

interface Asked {
  /** as the mischief tests it */
  readonly call: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** the largest page that is given, however much is asked for */
  readonly most: number;
  readonly mischief: MischiefState;
}

/** One page of a list, and the token of the next; without one it was the last (aws.md §1, 2026-11). */
export function pageOf<Row>(name: string, rows: readonly Row[], { call, input, most, mischief }: Asked): Record<string, unknown> {
  const { MaxResults = most, NextToken } = input;
  if (typeof MaxResults !== 'number' || MaxResults < 1 || MaxResults > 100)
    throw invalid(
      "1 validation error detected: Value at 'maxResults' failed to satisfy constraint: Member must have value between 1 and 100",
    );
  const first = NextToken === undefined ? 0 : placeIn(NextToken, name);
  const size = mischief.emptyFirst.some(match => match.test(call)) && NextToken === undefined ? 0 : Math.min(MaxResults, most);
  const next = mischief.loops.some(match => match.test(call)) ? first : first + size;
  return { [name]: rows.slice(first, first + size), ...(next < rows.length && { NextToken: tokenOf(next, name) }) };
}

/** Only the characters that the model allows. */
const tokenOf = (place: number, name: string) => `AAMA-${Buffer.from(`${name}:${place}`).toString('base64url')}`;

function placeIn(token: unknown, name: string): number {
  const [list, place] = Buffer.from(String(token).replace(/^AAMA-/, ''), 'base64url')
    .toString()
    .split(':');
  if (list !== name || place === undefined) throw invalid('The pagination token is invalid.');
  return Number(place);
}
