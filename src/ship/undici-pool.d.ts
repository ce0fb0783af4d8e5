/** The one class of undici that is used, by itself: undici's types are those of its main file. */
declare module 'undici/lib/dispatcher/pool.js' {
  import { Pool } from 'undici';
  export default Pool;
}
