#!/usr/bin/env node
// Plain old JavaScript without an import or a require, so that every Node can read it far enough to say what is wrong.
var needed = [24, 5];
var found = process.versions.node.split('.').map(Number);

if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  console.error(`rollcall needs Node.js ${needed.join('.')} or newer, and this is ${process.version}.`);
  process.exitCode = 1;
} else {
  import('../dist/cli/main.js').then(
    loaded => loaded.main(process),
    failure => {
      var isUnbuilt = failure.code === 'ERR_MODULE_NOT_FOUND' && failure.message.indexOf('cli/main.js') > 0;
      console.error(isUnbuilt ? 'rollcall is not built yet. Run: npm run build' : failure);
      process.exitCode = 1;
    },
  );
}
