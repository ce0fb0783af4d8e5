// Loaded before the agent: SIGUSR2 sets the wall clock an hour back, SIGPIPE an hour ahead.
const HOUR = 3_600_000;
const real = Date.now;
let shift = 0;
Date.now = () => real() + shift;
process.on('SIGUSR2', () => {
  shift -= HOUR;
});
process.on('SIGPIPE', () => {
  shift += HOUR;
});
