/** Why a text can't be a pattern, and what would be right; for the person who wrote it. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
}
