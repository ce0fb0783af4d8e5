// All of undici (fetch, caches, mocks, WebSocket) takes 55 ms of every start and 5.5 MiB for good, and this is what is used.
import Pool from 'undici/lib/dispatcher/pool.js';

export { Pool };
