/** The candidate that somebody who typed `word` probably meant, if any is close enough. */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  // two letters are near to everything
  const limit = word.length < 3 ? 0 : Math.floor(word.length / 3);
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= limit && (best === undefined || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** The few candidates that are most like `word`, nearest first: mistyped, or with the word in them. */
export function nearest(word: string, candidates: Iterable<string>, most = 5): readonly string[] {
  const typed = word.toLowerCase();
  const limit = word.length < 3 ? 0 : Math.floor(word.length / 3);
  const near = [...new Set(candidates)].flatMap(candidate => {
    const text = candidate.toLowerCase();
    // a login is often typed without its domain
    const distance = Math.min(editDistance(typed, text), editDistance(typed, text.split('@')[0] ?? text));
    if (distance <= limit) return [{ candidate, distance }];
    return word.length > 2 && text.includes(typed) ? [{ candidate, distance: limit + 1 }] : [];
  });
  const nearestFirst = near.toSorted((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return nearestFirst.slice(0, most).map(({ candidate }) => candidate);
}

/** `Did you mean "x"?`, or else the whole list. */
export function suggestion(word: string, candidates: readonly string[]): string {
  const candidate = closest(word, candidates);
  if (candidate !== undefined) return `Did you mean "${candidate}"?`;
  return candidates.length === 0 ? 'There is none yet.' : `Use one of: ${candidates.join(', ')}.`;
}

/** The candidates, those most like `word` first, and how many there are besides: `a, b and 12 more`. */
export function nearestFirst(word: string, candidates: readonly string[], shown = 12): string {
  const distance = new Map(candidates.map(candidate => [candidate, unlikeness(word, candidate)]));
  const ranked = candidates.toSorted((a, b) => (distance.get(a) ?? 0) - (distance.get(b) ?? 0) || (a < b ? -1 : 1));
  const rest = ranked.length - shown;
  return rest > 1 ? `${ranked.slice(0, shown).join(', ')} and ${rest} more` : ranked.join(', ');
}

/** Small where one is a part of the other, or where few letters differ. */
function unlikeness(word: string, candidate: string): number {
  const [a, b] = [word.toLowerCase(), candidate.toLowerCase()];
  const isPart = Math.min(a.length, b.length) > 2 && (a.includes(b) || b.includes(a));
  return editDistance(a, b) - (isPart ? Math.max(a.length, b.length) : 0);
}

/** Insertions, deletions, replacements and swapped neighbours count one each (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, column) => column)];
  const cell = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    rows.push(row);
    for (let j = 1; j <= b.length; j++) {
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row[j] = Math.min(
        cell(i - 1, j) + 1,
        cell(i, j - 1) + 1,
        cell(i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swapped ? cell(i - 2, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
  }
  return cell(a.length, b.length);
}
