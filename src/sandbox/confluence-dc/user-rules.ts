import { Refusal } from './call.js';

/** The vendor's document, POST /admin/user. */
export function assertUsername(name: string): void {
  if (name.trim() === '') throw new Refusal(400, 'The username must not be blank.');
  if (/[\\,+<>'"]/.test(name)) throw new Refusal(400, 'The username must not contain any of \\ , + < > \' "');
  if (/\s/.test(name)) throw new Refusal(400, 'The username must not contain white space.');
  if (name === 'anonymous') throw new Refusal(400, 'The username must not be "anonymous".');
  if (name !== name.toLowerCase()) throw new Refusal(400, 'The username must not contain upper case characters.');
}

export function assertFullName(name: string): void {
  if (name.trim() === '') throw new Refusal(400, 'The full name must not be blank.');
  if (/[<>]/.test(name)) throw new Refusal(400, 'The full name must not contain < or >.');
  if (/^anonymous$/i.test(name.trim())) throw new Refusal(400, 'The full name must not be "anonymous".');
}

export function assertEmail(email: string): void {
  if (!/^[^\s@]+@[^\s@]+$/.test(email)) throw new Refusal(400, 'The email is not a valid email address.');
}
