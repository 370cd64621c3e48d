import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../../shared/', import.meta.url));

/** Whether what lies beside the project is there; where it is not, these tests say so and do nothing. */
export const isThere = existsSync(folder);

/** A file of the folder beside the project. */
export const beside = (name: string): Promise<string> => readFile(`${folder}${name}`, 'utf8');
