import fc from 'fast-check';

// one counter-example is enough: nobody reads it
fc.configureGlobal({ endOnFailure: true });
