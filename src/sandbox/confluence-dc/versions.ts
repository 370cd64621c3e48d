export type ConfluenceVersion = '8.5.4' | '9.2.21' | '9.3.2' | '10.0.3' | '10.2.14';

/** What differs between versions (confluence-dc sheet §2, §3). A new version is one more row. */
export interface Traits {
  buildNumber: number;
  /** GET /server-information; before it only the application link's manifest tells the version */
  serverInformation: boolean;
  /** PUT /admin/user/{username} and GET /admin/users/list/active: from 9.3 */
  updateUser: boolean;
  /** group/info, group/member?groupName=…: in the 9.2 line, gone in 9.3 to 10.0, back in 10.1.2 */
  groupsByQuery: boolean;
  /** GET /permissions */
  permissions: boolean;
}

const OLD = { serverInformation: false, updateUser: false, groupsByQuery: false, permissions: false };
const NEW = { serverInformation: true, updateUser: true, groupsByQuery: false, permissions: true };

export const versions: Record<ConfluenceVersion, Traits> = {
  '8.5.4': { ...OLD, buildNumber: 9012 },
  '9.2.21': { ...NEW, buildNumber: 9421, updateUser: false, groupsByQuery: true },
  '9.3.2': { ...NEW, buildNumber: 9502 },
  '10.0.3': { ...NEW, buildNumber: 10003 },
  '10.2.14': { ...NEW, buildNumber: 10214, groupsByQuery: true },
};
