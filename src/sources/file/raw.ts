import { UnexpectedReply } from '../../errors.js';
import type { AttributeValue } from '../../model/directory.js';

/** One person as the file has it, not judged yet. `odd`: already here something is wrong. */
export interface RawUser {
  /** file and line, e.g. `people.csv:3` */
  readonly where: string;
  readonly fields: Readonly<Record<string, AttributeValue>>;
  readonly odd?: string;
}

/** One group with its members, who are named by id or login. */
export interface RawGroup {
  readonly id: string;
  readonly name: string;
  readonly members: readonly { readonly where: string; readonly member: string }[];
}

/** What the files hold, whatever their format. */
export interface Raw {
  readonly users: readonly RawUser[];
  readonly groups: readonly RawGroup[];
  /** the file says nothing of ids: the login stands in */
  readonly hasIds: boolean;
  readonly files: number;
}

/** The file is there, and wrong as a whole. */
export const fileProblem = (where: string, what: string, hint: string, cause?: unknown) =>
  new UnexpectedReply(`${where}: ${what}`, hint, { cause });
