/** Containers whose every line is looked for. */
export const GOOD_CONTAINERS = 10;

export interface GoodLine {
  readonly container: number;
  /** 0 for the first of its container. */
  readonly number: number;
  /** Milliseconds since 1970 at which it was written. */
  readonly sent: number;
}

/** Access lines that bear a word which only their writer and the sink know, so that no hostile line can pose as one. */
export class GoodLines {
  readonly #word: string;
  readonly #mark: RegExp;

  /** `word`: letters and digits. */
  constructor(word: string) {
    this.#word = word;
    this.#mark = new RegExp(`/${word}\\.(\\d{1,3})\\.(\\d{1,9})\\.(\\d{1,15}) HTTP`);
  }

  /** The line as a container prints it, in combined format. */
  text(line: GoodLine): string {
    const { ip, request, status, bytes, agent } = this.#fields(line);
    return `${ip} - - [10/Oct/2024:13:55:36 +0000] "${request}" ${status} ${bytes} "-" "${agent}"`;
  }

  /** The line that a document's source is of; undefined when it is of none. */
  find(source: string): GoodLine | undefined {
    const [, container, number, sent] = this.#mark.exec(source) ?? [];
    if (container === undefined) return undefined;
    return { container: Number(container), number: Number(number), sent: Number(sent) };
  }

  /** True when a document's source has all fields of the line, and the container's name. */
  fits(line: GoodLine, source: string): boolean {
    const document = JSON.parse(source) as Record<string, unknown> & { container?: { name?: unknown } };
    const fields = Object.entries(this.#fields(line));
    const named = document.container?.name === goodName(line.container);
    return named && fields.every(([name, value]) => document[name] === value);
  }

  #fields({ container, number, sent }: GoodLine) {
    return {
      ip: `203.0.113.${number % 256}`,
      request: `GET /${this.#word}.${container}.${number}.${sent} HTTP/1.1`,
      status: [200, 301, 404, 500][number % 4] ?? 0,
      bytes: number,
      agent: 'soak/1.0',
    };
  }
}

export function goodName(container: number): string {
  return `good${container}`;
}
