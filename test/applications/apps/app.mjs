// pino with its usual settings: an error's stack is a string of its own member.
import pino from 'pino';

const [, , events, pauseMs] = process.argv.map(Number);
const log = pino({ name: 'shop' });
for (let n = 1; n <= events; n++) {
  if (n % 3 === 0) log.error({ err: new TypeError(`order ${n} is empty`) }, `event ${n} failed`);
  else log.info({ order: { id: n, total: n / 4 }, user: `u${n % 50}` }, `event ${n}`);
  await new Promise((resolve) => setTimeout(resolve, pauseMs));
}
setInterval(() => {}, 60_000);
