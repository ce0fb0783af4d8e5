import assert from 'node:assert/strict';
import { PatternError } from '../../src/parse/formats/grok/pattern-error.ts';
import { Pattern } from '../../src/parse/formats/pattern-source.ts';

/** What is wrong with a pattern, in words; `none` when nothing is. */
export function fault(source: string): string {
  try {
    new Pattern(source);
  } catch (error) {
    assert.ok(error instanceof PatternError);
    return error.message;
  }
  return 'none';
}
