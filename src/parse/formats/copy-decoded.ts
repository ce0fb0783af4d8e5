import type { EscapedScanner } from '../../scan/escaped-scanner.ts';
import { COPIED, type Copied, OTHER, UNSURE } from './format.ts';

/**
 * The fast way of a format that is told from its decoded text alone, as a regular expression knows no escapes. `read` returns members each with a
 * comma behind it; `otherwise` tells it that the text has other escapes than quotes. See `Format.copy`.
 */
export function copyDecoded(
  scan: EscapedScanner,
  extraBytes: number,
  read: (text: string, otherwise: boolean) => string | undefined,
): Copied {
  const { target, out } = scan;
  if (!scan.copyLine()) return UNSURE;
  const escaped = target.toString('utf8', out, scan.out);
  const room = scan.out - out + extraBytes;
  // Mostly quotes alone are escaped: JSON.parse costs more, and nothing odd needs to be looked for.
  const unquoted = escaped.includes('\\') ? escaped.replaceAll('\\"', '"') : escaped;
  const otherwise = unquoted.includes('\\');
  const text = otherwise ? (JSON.parse(`"${escaped}"`) as string) : unquoted;
  const members = read(text, otherwise);
  if (members === undefined) return OTHER;
  const written = target.write(members, out, room);
  // What the text brings may be longer than the text, and then there may be no room for it. A character is four bytes at most.
  if (written > room - 4 && written < Buffer.byteLength(members)) return UNSURE;
  scan.out = out + written;
  return COPIED;
}
