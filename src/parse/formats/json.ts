import type { Container } from '../../log/block.ts';
import { NamesCopier } from '../json/copy-names.ts';
import { MembersApart } from '../json/members-apart.ts';
import { type JsonFields, type Places, placesOf } from '../json/places.ts';
import { RolesCopier } from '../roles/copy-roles.ts';
import type { Schema } from '../schemas/names.ts';
import { JsonCopier } from './copy-json.ts';
import type { Format } from './format.ts';
import { JsonReader } from './read-json.ts';
import { LogfmtCopier } from './texts/logfmt/copy-logfmt.ts';
import { LogfmtFormat } from './texts/logfmt/logfmt.ts';

/** The formats `json` and `logfmt` of all containers: a text that is one JSON object, or of pairs, whose members become fields of the document. */
export class JsonFormats {
  readonly #where: JsonFields;
  readonly #schema: Schema;
  readonly #names = new NamesCopier();
  readonly #apart = new MembersApart();
  readonly #roles: RolesCopier | undefined;
  readonly #clean: (text: string) => string;
  /** Of all containers, where they don't differ. */
  readonly #same: Format | undefined;

  /** `clean` is for the values that are strings. */
  constructor(where: JsonFields, schema: Schema, clean: (text: string) => string = (text) => text) {
    this.#where = where;
    this.#schema = schema;
    this.#clean = clean;
    this.#roles = where === 'root' ? undefined : new RolesCopier(schema);
    this.#same = where === 'container' ? undefined : this.#format(placesOf(where, schema));
  }

  of(container: Container): Format {
    return this.#same ?? this.#format(placesOf(this.#where, this.#schema, container));
  }

  /** The format `logfmt` of this container: its members go to the same places. */
  logfmtOf(container: Container): Format {
    const places = placesOf(this.#where, this.#schema, container);
    const copier = this.#roles && new LogfmtCopier(places.usual, this.#names, this.#roles);
    return new LogfmtFormat(places, this.#clean, copier);
  }

  #format(places: Places): Format {
    const reader = new JsonReader(places, this.#clean);
    const copier = new JsonCopier(places, this.#names, this.#apart, this.#roles);
    return {
      extraBytes: copier.extraBytes,
      read: (text) => reader.read(text),
      copy: (scan) => copier.copy(scan),
    };
  }
}
