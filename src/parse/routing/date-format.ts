/** Where the letters stand in an RFC 3339 time, and how many they are. */
const PLACES: Readonly<Record<string, { readonly from: number; readonly to: number }>> = {
  yyyy: { from: 0, to: 4 },
  MM: { from: 5, to: 7 },
  dd: { from: 8, to: 10 },
  HH: { from: 11, to: 13 },
};

/** Letters that people know from other programs, and those they mean. */
const MEANT: Readonly<Record<string, string>> = {
  YYYY: 'yyyy, since YYYY is the year of the week',
  YY: 'yyyy',
  yy: 'yyyy',
  mm: 'MM, since mm are minutes',
  DD: 'dd, since DD is the day of the year',
  hh: 'HH',
};

/** A date as a part of an index name: some of a time's digits and what stands between them. Its length is always the same. */
export class DateFormat {
  readonly #parts: readonly (string | { readonly from: number; readonly to: number })[];
  /** So many of a time's first characters decide what the date is. */
  readonly reach: number;
  readonly length: number;

  /** `letters` like `yyyy.MM.dd`. Throws an Error whose message is one clause. */
  constructor(letters: string) {
    const parts = letters.match(/[a-zA-Z]+|[^a-zA-Z]+/g) ?? [];
    this.#parts = parts.map((part) => {
      if (!/[a-zA-Z]/.test(part)) return separator(part);
      const place = Object.hasOwn(PLACES, part) ? PLACES[part] : undefined;
      if (place !== undefined) return place;
      const meant = MEANT[part] ?? 'yyyy, MM, dd and HH';
      throw new Error(`has the date letters ${part}: write ${meant}`);
    });
    const places = this.#parts.filter((part) => typeof part !== 'string');
    if (places.length === 0) throw new Error('has a date without letters: write yyyy, MM, dd and HH');
    this.reach = Math.max(...places.map(({ to }) => to));
    this.length = letters.length;
  }

  /** The date of a time in UTC. */
  of(time: string): string {
    return this.#parts
      .map((part) => (typeof part === 'string' ? part : time.slice(part.from, part.to)))
      .join('');
  }
}

function separator(text: string): string {
  if (/^[._-]+$/.test(text)) return text;
  throw new Error(`has ${JSON.stringify(text)} in a date: only . _ and - may stand between its letters`);
}

/** The time in UTC, as it stands in a document otherwise. */
export function inUtc(time: string): string {
  if (/z$/i.test(time)) return time;
  const at = new Date(time);
  return Number.isNaN(at.getTime()) ? time : at.toISOString();
}
