/**
 * What the servlet container in front of Confluence takes in no path, however it is written (confluence-dc sheet, gotchas,
 * November 2026). A username stands in the path of each write, a group's name in that of each membership.
 */
const NEVER_IN_A_PATH = /[/\\;%]|^\.{1,2}$/;

export const standsInPath = (name: string): boolean => !NEVER_IN_A_PATH.test(name);

/** Why nothing can be written to an account of this name, or undefined. */
export const unwritable = (username: string): string | undefined =>
  standsInPath(username) ? undefined : 'Confluence takes no username with /, \\, ; or % in the address of a call';
