import { describe, expect, it } from 'vitest';
import { Prefixes } from './prefixes.js';

const someone = (name: string, displayName = name, emailAddress = `${name}@example.com`) => ({ name, displayName, emailAddress });

describe('prefixes', () => {
  it('begin with every letter and digit, with what often joins names, and with accented letters, each once', () => {
    const prefixes = new Prefixes();

    expect(prefixes.next().join('')).toMatch(/^abcdefghijklmnopqrstuvwxyz0123456789-_@ßàáâ.*ýþÿ$/);
    expect(prefixes.next()).toEqual([]);
  });

  it('are split where they are cut, and split again', () => {
    const prefixes = new Prefixes();
    prefixes.next();

    prefixes.split('m');
    expect(prefixes.next()).toEqual([...'abcdefghijklmnopqrstuvwxyz0123456789.-_@'].map(letter => `m${letter}`));
    prefixes.split('m.');
    expect(prefixes.next()).toContain('m.a');
  });

  it('go on with first letters that turn up in usernames, words of names and e-mail addresses', () => {
    const prefixes = new Prefixes();
    prefixes.next();

    prefixes.see(someone('#bot', 'Ivo  Żak', 'ştefan@example.com'));

    expect(prefixes.next()).toEqual(['#', 'ż', 'ş']);
  });

  it('take a letter that turns up late to those that were split early', () => {
    const prefixes = new Prefixes();
    prefixes.next();
    prefixes.split('m');
    prefixes.next();

    prefixes.see(someone('jürgen'));

    expect(prefixes.next()).toEqual(['mü']);
  });

  it('never ask for the text that finds everybody, but split it where usernames begin so', () => {
    const prefixes = new Prefixes();
    prefixes.next();

    prefixes.see(someone('.net'));

    expect(prefixes.next()).not.toContain('.');
    expect(prefixes.split('.n')).toBe(true);
    expect(prefixes.next()).toContain('.ne');
  });

  it('end, also where a blank at the end is not looked at, or everybody has one address', () => {
    const prefixes = new Prefixes();
    prefixes.see(someone('a b'));
    prefixes.next();
    prefixes.split('a ');
    expect(prefixes.next()).not.toContain('a  ');

    expect(prefixes.split('x'.repeat(40))).toBe(false);
    expect(prefixes.next()).toEqual([]);
    expect(prefixes.givenUp).toBe(1);
  });
});
