/** The store can't be used. The message is a sentence that names what failed, the cause and the remedy. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
}
