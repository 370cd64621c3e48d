import { randomBytes } from 'node:crypto';
import { Secret } from '../secrets.js';

/** A password that nobody will ever know (U7): random, and with one of each kind of character that a policy may ask for. */
export const throwAwayPassword = (): Secret => new Secret(`${randomBytes(32).toString('base64url')}-aA1`);
