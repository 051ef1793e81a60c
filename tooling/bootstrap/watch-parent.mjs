// Imported by what npm starts: ends this process in order when its parent is gone, however the parent died. npm does
// not pass on the signals it cannot catch, and a server that nobody can stop would keep its port and its data folder.
const parent = process.ppid;
const watch = setInterval(() => {
  if (process.ppid === parent) return;
  clearInterval(watch);
  process.kill(process.pid, "SIGTERM");
}, 250);
watch.unref();
