/** In what real servers depart from the standard, where that cannot be found out by looking (scim.md §2 and §3, 2026-08). */
export const DEVIATIONS = [
  'startsAtZero', // startIndex counts from 0
  'wholePages', // startIndex is rounded to whole pages: pages cannot overlap
  'noTotals', // totalResults is missing, or counts one page
  'unsorted', // sortBy is announced, and refused or ignored
  'emptyMembersLeftOut', // a group without members comes without the attribute, whoever asks
  'emptyMembersAlways', // `members: []` says nothing
] as const;
export type Deviation = (typeof DEVIATIONS)[number];
