import { request } from 'node:http';

const [, , events, pauseMs] = process.argv.map(Number);
const get = (path) =>
  new Promise((resolve, reject) => {
    const headers = { 'user-agent': 'probe/1.0 (event)', 'x-forwarded-for': '203.0.113.7, 10.0.0.1' };
    const client = request({ host: '127.0.0.1', port: 80, path, headers }, (response) => {
      response.resume().once('end', resolve);
    });
    client.once('error', reject).end();
  });
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// Until it listens; what is not answered is not logged.
while (
  !(await get('/').then(
    () => true,
    () => false,
  ))
)
  await pause(50);
for (let n = 1; n <= events; n++) {
  await get(n % 3 === 0 ? `/missing/event/${n}` : `/?event/${n}`);
  await pause(pauseMs);
}
setInterval(() => {}, 60_000);
