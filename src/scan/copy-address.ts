import type { EscapedScanner } from './escaped-scanner.ts';
import { firstMarked, otherThanAddressIn } from './four-bytes.ts';

const SPACE = 0x20;

/**
 * Copies an address of digits and dots up to a space, and passes over the space: in one look what `copyWord` and a look at each
 * byte take two for. False leaves `at` and `out` where they were.
 */
export function copyAddress(scan: EscapedScanner): boolean {
  const { source, sourceWords, targetWords, at, out } = scan;
  for (let length = 0; at + length + 4 <= source.length; length += 4) {
    const word = sourceWords.getInt32(at + length, true);
    targetWords.setInt32(out + length, word, true);
    const others = otherThanAddressIn(word);
    if (others === 0) continue;
    length += firstMarked(others);
    if (length === 0 || source[at + length] !== SPACE) return false;
    scan.at = at + length + 1;
    scan.out = out + length;
    return true;
  }
  return false;
}
