/** Bytes that are known beforehand, as the words of four bytes in which the scanner compares and writes them. */
export class Constant {
  readonly bytes: Buffer;
  /** Little-endian, whatever the machine is; the last one is filled up with zeros. */
  readonly words: Int32Array;
  /** The bits of the last word that are not filling. */
  readonly lastMask: number;

  constructor(text: string) {
    this.bytes = Buffer.from(text);
    const { length } = this.bytes;
    const padded = Buffer.concat([this.bytes], Math.ceil(length / 4) * 4);
    this.words = new Int32Array(padded.length / 4);
    for (let i = 0; i < this.words.length; i++) this.words[i] = padded.readInt32LE(4 * i);
    this.lastMask = -1 >>> (8 * (padded.length - length));
  }

  /** A member of a JSON object, up to where its value begins. */
  static member(name: string): Constant {
    return new Constant(`${JSON.stringify(name)}:`);
  }

  /** A member of a JSON object whose value is a string, up to the first character of the value. */
  static stringMember(name: string): Constant {
    return new Constant(`${JSON.stringify(name)}:"`);
  }
}
