export type JiraVersion = '9.12.17' | '10.3.24' | '10.7.2' | '11.3.0';

/** What differs between versions. A new version is one more row. */
export interface Traits {
  buildNumber: number;
  /** GET /user/list: in 11.0 and in the 10.3 line, absent from 10.6 and 10.7 */
  userList: boolean;
  /** GET /user/search looks at that many hits in total (from 10 on; JRASERVER-78520, closed as intended) */
  searchWindow: number;
  /** beans tell `deleted` and `lastLoginTime` */
  tellsDeleted: boolean;
  /** whether a username and password are taken without an admin having switched that on */
  basic: boolean;
}

const ALL = Number.POSITIVE_INFINITY;

export const versions: Record<JiraVersion, Traits> = {
  '9.12.17': { buildNumber: 9120017, userList: false, searchWindow: ALL, tellsDeleted: false, basic: true },
  '10.3.24': { buildNumber: 10030024, userList: true, searchWindow: 100, tellsDeleted: true, basic: true },
  '10.7.2': { buildNumber: 10070002, userList: false, searchWindow: 100, tellsDeleted: true, basic: true },
  '11.3.0': { buildNumber: 11030000, userList: true, searchWindow: 100, tellsDeleted: true, basic: false },
};
