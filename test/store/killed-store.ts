import { writeSync } from 'node:fs';
import { startStore } from '../../src/store/embedded.ts';

/** Runs the embedded store until it is killed; says its address once. */
const [file = ''] = process.argv.slice(2);
const store = await startStore({
  file,
  listen: { host: '127.0.0.1', port: 0 },
  maxBytes: 2 ** 30,
  events: { storeFull: () => {}, storeFailed: (error) => console.error(error) },
});
writeSync(1, `${store.url}\n`);
