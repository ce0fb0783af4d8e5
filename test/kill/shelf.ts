import { PART_BYTES, type Stream } from '../support/docker-envelope.ts';
import { CONTAINERS, fieldsOf, lineOf, type Place, placeOf, STREAMS } from './lines.ts';
import { TakenIds } from './taken-ids.ts';
import { type Location, Track } from './track.ts';

/** What was found of the lines that were written. */
export interface Account {
  /** Documents kept. */
  readonly documents: number;
  readonly lost: number;
  /** Lines that came under a second id. */
  readonly doubled: number;
  /** Lines whose id does not come behind that of the line before. */
  readonly misordered: number;
  /** Documents that do not say what was written, or lie where another one does. */
  readonly wrong: number;
  /** The first few of each. */
  readonly examples: readonly string[];
}

/** How many lines of each stream of each container, by container and then by stream. */
export type Counts = readonly (readonly number[])[];

export interface ShelfOptions {
  /** How far behind the last gap lines of a stream are remembered: those before may not come again. */
  readonly keepLines: number;
  /** How many generations of a container are remembered. */
  readonly keepGenerations: number;
}

/** More than a container ever has on disk, and than an agent sends again after a kill. */
const WINDOW: ShelfOptions = { keepLines: 400_000, keepGenerations: 100 };

interface Source {
  readonly message?: string;
  readonly stream: string;
  readonly log: { readonly offset: number };
  readonly container: { readonly name: string; readonly id: string };
  readonly event?: { readonly cut?: boolean };
  readonly [field: string]: unknown;
}

/**
 * Keeps documents as a store does, one for each id, but of each only its id: it is told by its mark which line it is, and
 * its text is compared when it comes. As in a store, a second document of an id is not kept, whatever it says.
 */
export class Shelf {
  documents = 0;
  duplicates = 0;
  readonly #tracks: readonly (readonly Track[])[];
  readonly #ids: TakenIds;
  readonly #containerIds = new Map<number, string>();
  #doubled = 0;
  #wrong = 0;
  readonly #examples: string[] = [];

  constructor({ keepLines, keepGenerations }: ShelfOptions = WINDOW) {
    this.#ids = new TakenIds(keepGenerations);
    this.#tracks = Array.from({ length: CONTAINERS }, (_, container) =>
      STREAMS.map(
        (stream) =>
          new Track(keepLines, (what, number) => this.#example(`${what} ${container}.${stream}.${number}`)),
      ),
    );
  }

  /** Takes a document, given as its source line; false when there is one at its place already. */
  put(id: string, source: string): boolean {
    const place = placeOf(source);
    if (place === undefined && this.#isKnownRest(id, source)) {
      this.duplicates++;
      return false;
    }
    const track = place && this.#track(place);
    const location = place && this.#ids.locate(id, place.container);
    if (place === undefined || track === undefined || location === undefined) {
      this.#mistake(`foreign ${id}: ${source}`);
      return true;
    }
    const found = track.find(place.number);
    if (this.#ids.has(location)) {
      if (isSame(found, location)) this.duplicates++;
      else this.#mistake(`another document lies at the place of ${id}: ${source}`);
      return false;
    }
    this.#ids.add(location);
    this.documents++;
    if (found === undefined) track.set(place.number, location);
    else {
      this.#doubled++;
      this.#example(`doubled ${id}: ${source}`);
    }
    this.#compare(id, place, source);
    return true;
  }

  /** Lines of each stream that have come without a gap. */
  get low(): Counts {
    return this.#tracks.map((tracks) => tracks.map(({ low }) => low));
  }

  /** Compares with how many lines were written. To be called once. */
  account(written: Counts): Account {
    let lost = 0;
    let misordered = 0;
    for (const [container, tracks] of this.#tracks.entries()) {
      for (const [i, track] of tracks.entries()) {
        const found = track.account(written[container]?.[i] ?? 0);
        lost += found.lost;
        misordered += found.misordered;
      }
    }
    const { documents } = this;
    return {
      documents,
      lost,
      doubled: this.#doubled,
      misordered,
      wrong: this.#wrong,
      examples: this.#examples,
    };
  }

  /** What is left of a long line whose beginning was deleted is sent under the id of the whole one, which must be there. */
  #isKnownRest(id: string, text: string): boolean {
    const { message = '', event, container } = JSON.parse(text) as Partial<Source>;
    const [, number] = /^prod(\d)$/.exec(container?.name ?? '') ?? [];
    if (!/^x+$/.test(message) || event?.cut !== true || number === undefined) return false;
    const location = this.#ids.locate(id, Number(number));
    return location !== undefined && this.#ids.has(location);
  }

  #compare(id: string, place: Place, text: string): void {
    const source = JSON.parse(text) as Source;
    const fields = fieldsOf(place) ?? { message: lineOf(place) };
    const right = Object.entries(fields).every(([name, value]) => source[name] === value);
    const { stream, log, container, event } = source;
    const known = this.#containerIds.get(place.container) ?? container.id;
    this.#containerIds.set(place.container, known);
    const around =
      stream === place.stream &&
      isPlaced(id, log.offset, lineOf(place).length) &&
      event === undefined &&
      container.name === `prod${place.container}` &&
      container.id === known;
    if (!right || !around) this.#mistake(`wrong ${id}: ${text}`);
  }

  #track({ container, stream }: Place): Track | undefined {
    return this.#tracks[container]?.[STREAMS.indexOf(stream as Stream)];
  }

  #mistake(text: string): void {
    this.#wrong++;
    this.#example(text);
  }

  #example(text: string): void {
    if (this.#examples.length < 10) this.#examples.push(text.slice(0, 500));
  }
}

/** A line of two parts bears the place of its second one, which may be in the next file. */
function isPlaced(id: string, offset: number, length: number): boolean {
  const [, place, check = ''] = id.split('.');
  return /^\d{9}$/.test(check) && (length >= PART_BYTES || Number(place) === offset);
}

function isSame(found: ReturnType<Track['find']>, { generation, offset, check }: Location): boolean {
  if (typeof found !== 'object' || found.check !== check) return false;
  return found.generation === generation && found.offset === offset;
}
