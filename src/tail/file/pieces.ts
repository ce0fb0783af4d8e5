const LF = 10;
const NUL = 0;

/** A run of bytes is one of these: complete lines, a piece of a line longer than the limit, or a run of NULs where a line should begin. */
export type PieceKind = 'lines' | 'cut' | 'nuls';

/** `from` and `to` count from the beginning of the bytes that were divided. */
export interface Piece {
  readonly kind: PieceKind;
  readonly from: number;
  readonly to: number;
}

export interface Division {
  readonly pieces: readonly Piece[];
  /** The last piece was cut and its line goes on behind it. */
  readonly cutting: boolean;
}

export interface DivideOptions {
  readonly maxLineBytes: number;
  /** The bytes begin within a line that is being cut. */
  readonly cutting: boolean;
  /** Nothing will ever follow: a rest without LF is a line too. */
  readonly last: boolean;
}

/**
 * Divides bytes that begin at a line's beginning (or within a line that is being cut) into what can be handed on.
 * The pieces adjoin each other from 0 on; what is behind the last one is an incomplete line, to be read again.
 *
 * Where a long line is cut depends on its first byte and the limit alone, never on how the bytes came in: reading again
 * must cut it at the same places. A piece that ends in NULs is the last one, as if an LF stood there: they are a hole, and
 * what comes behind it is another line.
 */
export function divide(bytes: Buffer, options: DivideOptions): Division {
  const pieces: Piece[] = [];
  let { cutting } = options;
  let at = 0;
  while (at < bytes.length) {
    const within = cutting && bytes[at] !== NUL;
    const piece = within ? cutPiece(bytes, at, options) : nextPiece(bytes, at, options);
    if (piece === undefined) break;
    cutting = piece.kind === 'cut' && isWithinLine(bytes[piece.to - 1]);
    pieces.push(piece);
    at = piece.to;
  }
  return { pieces, cutting };
}

/** Behind this byte, the last of a piece or the one before a checkpoint, its line goes on. */
export function isWithinLine(before: number | undefined): boolean {
  return before !== undefined && before !== LF && before !== NUL;
}

function nextPiece(bytes: Buffer, from: number, { maxLineBytes, last }: DivideOptions): Piece | undefined {
  if (bytes[from] === NUL) return { kind: 'nuls', from, to: endOfNuls(bytes, from) };
  const window = Math.min(bytes.length, from + maxLineBytes);
  // A NUL further on may begin a run that is to be passed over, or be junk within a line.
  const nul = bytes.subarray(from, window).indexOf(NUL);
  const end = nul < 0 ? window : from + nul;
  const lastLf = bytes.lastIndexOf(LF, end - 1);
  if (lastLf >= from) return { kind: 'lines', from, to: lastLf + 1 };
  const lf = nul < 0 ? -1 : bytes.subarray(end, window).indexOf(LF);
  if (lf >= 0) return { kind: 'lines', from, to: end + lf + 1 };
  if (window - from === maxLineBytes) return { kind: 'cut', from, to: window };
  return last ? { kind: 'lines', from, to: window } : undefined;
}

function cutPiece(bytes: Buffer, from: number, { maxLineBytes, last }: DivideOptions): Piece | undefined {
  const window = Math.min(bytes.length, from + maxLineBytes);
  const lf = bytes.subarray(from, window).indexOf(LF);
  if (lf >= 0) return { kind: 'cut', from, to: from + lf + 1 };
  const whole = window - from === maxLineBytes || last;
  return whole ? { kind: 'cut', from, to: window } : undefined;
}

/** Sparse heads are gigabytes of NULs: 64 KiB are compared at once, the rest byte by byte. */
export function endOfNuls(bytes: Buffer, from: number): number {
  let at = from;
  while (at + NULS.length <= bytes.length && NULS.compare(bytes, at, at + NULS.length) === 0) {
    at += NULS.length;
  }
  while (at < bytes.length && bytes[at] === NUL) at++;
  return at;
}

const NULS = Buffer.alloc(64 * 1024);
