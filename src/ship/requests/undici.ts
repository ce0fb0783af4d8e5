// Only this class of undici is used, and what it connects by. Loading all of it (fetch, caches, mocks, WebSocket) would take 55 ms at
// every start, and 5.5 MiB of memory.
import buildConnector from 'undici/lib/core/connect.js';
import Pool from 'undici/lib/dispatcher/pool.js';

export { buildConnector, Pool };

/** Opens one connection and hands it to the callback. */
export type Connect = ReturnType<typeof buildConnector>;
