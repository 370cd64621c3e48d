export type JiraVersion = '10.3.24' | '11.3.0';

/** What differs between versions. A new version is one more row: 10.7 is 10.3 without `userList`, 9.12 has no window either. */
export interface Traits {
  buildNumber: number;
  /** GET /user/list: in 11.0 and in the 10.3 line, absent from 10.6 and 10.7 */
  userList: boolean;
  /** GET /user/search looks at that many hits in total (JRASERVER-78520, closed as intended) */
  searchWindow: number;
  /** whether a username and password are taken without an admin having switched that on */
  basic: boolean;
}

export const versions: Record<JiraVersion, Traits> = {
  '10.3.24': { buildNumber: 10030024, userList: true, searchWindow: 100, basic: true },
  '11.3.0': { buildNumber: 11030000, userList: true, searchWindow: 100, basic: false },
};
