import fc from 'fast-check';

// one counter-example is enough, nobody reads it; and a mutant that a property has not noticed by then it hardly notices at all
fc.configureGlobal({ endOnFailure: true, interruptAfterTimeLimit: 150 });
