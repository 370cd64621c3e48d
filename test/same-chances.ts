import fc from 'fast-check';
import { SEED } from './chance.js';

if (SEED !== undefined) fc.configureGlobal({ seed: SEED });
