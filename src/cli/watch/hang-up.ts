/** SIGHUP, which by itself would end the process, does this instead; one at a time, in order. */
export function onHangUp(process: NodeJS.EventEmitter, act: () => Promise<void>): Disposable {
  let acting = Promise.resolve();
  const listener = () => {
    acting = acting.then(act);
  };
  process.on('SIGHUP', listener);
  return { [Symbol.dispose]: () => process.off('SIGHUP', listener) };
}
