/** Members of a document. */
export type Fields = Record<string, string | number | Decimal>;

/** A number as it stands in the text, with all its digits. */
export class Decimal {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** The fields as members of a JSON object, `"a":1,"b":"x"`. */
export function membersOf(fields: Fields): string {
  const members = Object.entries(fields).map(
    ([name, value]) =>
      `${JSON.stringify(name)}:${value instanceof Decimal ? value.text : JSON.stringify(value)}`,
  );
  return members.join(',');
}

/** Unrolled, so that each character costs one step: neither long nor hostile text makes it slow. */
export const QUOTED = String.raw`"([^"\\]*(?:\\[^][^"\\]*)*)"`;
/** 15 digits are the most that every JSON reader keeps exactly; a leading zero would not be JSON. */
export const NUMBER = String.raw`(?:0|[1-9]\d{0,14})`;

/** A text that is read from its beginning to its end, by one expression after another. */
export class Reading {
  readonly text: string;
  /** The next character. */
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get isAtEnd(): boolean {
    return this.at === this.text.length;
  }

  /** What a sticky expression finds at the next character, and passes over it. */
  take(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const match = expression.exec(this.text);
    if (match === null) return undefined;
    this.at = expression.lastIndex;
    return match;
  }
}

/** A field, unless the server had no value for it. */
export function given(name: string, value: string | undefined): Fields {
  return value === undefined || value === '-' ? {} : { [name]: value };
}
