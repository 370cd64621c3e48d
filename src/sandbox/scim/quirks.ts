/** In what a server may depart from the standard; each was seen at a real one (scim.md §2 to §7, 2026-08). */
export type Quirk =
  | 'startIndexIgnored' // the same page again and again
  | 'startIndexRefused' // 501 unless it is 1
  | 'startsAtZero'
  | 'countIgnored' // everything at once
  | 'wholePages' // startIndex is rounded down to a whole page
  | 'largeCountRefused' // 400 tooMany instead of a shorter page
  | 'totalMissing'
  | 'totalPerPage'
  | 'unordered' // another order each time
  | 'membersOnRequest' // in lists only by `attributes=members`
  | 'membersNotInLists' // only in GET /Groups/{id}
  | 'membersNowhere'
  | 'membersAlwaysEmpty'
  | 'emptyMembersLeftOut'
  | 'membersWithoutType' // neither `type` nor `$ref`
  | 'activeAsText'
  | 'activeMissing'
  | 'caseExact' // filters mind the case of all texts
  | 'filterIgnored'
  | 'filterRefused' // 400 invalidFilter
  | 'filterNotBuilt' // 501
  | 'plainJson' // application/json
  | 'resourcesMissing' // when nothing matches
  | 'lowerCase' // all attribute names
  | 'numericIds' // ids of people and groups are numbers
  | 'statusAsNumber'
  | 'bareArrays' // ResourceTypes and Schemas
  | 'noDiscovery'
  | 'noSort';
