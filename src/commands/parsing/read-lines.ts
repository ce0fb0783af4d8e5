const LF = 0x0a;

/** A line of the input, without its LF. */
export interface InputLine {
  readonly bytes: Buffer;
  /** It was longer, and this is its beginning. */
  readonly isCut: boolean;
}

/** The lines of a stream of bytes. Of one that is longer than `longest` bytes only the beginning is kept, so that memory is bounded. */
export async function* readLines(input: AsyncIterable<Buffer>, longest: number): AsyncGenerator<InputLine> {
  let pieces: Buffer[] = [];
  let held = 0;
  let isCut = false;
  const add = (piece: Buffer): void => {
    const kept = piece.subarray(0, longest - held);
    isCut ||= kept.length < piece.length;
    if (kept.length > 0) pieces.push(kept);
    held += kept.length;
  };
  const take = (): InputLine => {
    const line = { bytes: Buffer.concat(pieces), isCut };
    pieces = [];
    held = 0;
    isCut = false;
    return line;
  };
  for await (const chunk of input) {
    let at = 0;
    for (let end = chunk.indexOf(LF); end >= 0; end = chunk.indexOf(LF, at)) {
      add(chunk.subarray(at, end));
      yield take();
      at = end + 1;
    }
    add(chunk.subarray(at));
  }
  if (held > 0) yield take();
}
