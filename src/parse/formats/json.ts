import type { Container } from '../../log/block.ts';
import { NamesCopier } from '../json/copy-names.ts';
import { MembersApart } from '../json/members-apart.ts';
import { type JsonFields, type Places, placesOf } from '../json/places.ts';
import type { Schema } from '../schema.ts';
import { JsonCopier } from './copy-json.ts';
import type { Format } from './format.ts';
import { JsonReader } from './read-json.ts';

/** The format `json` of all containers: a text that is one JSON object, whose members become fields of the document. */
export class JsonFormats {
  readonly #where: JsonFields;
  readonly #schema: Schema;
  readonly #names = new NamesCopier();
  readonly #apart = new MembersApart();
  /** Of all containers, where they don't differ. */
  readonly #same: Format | undefined;

  constructor(where: JsonFields, schema: Schema) {
    this.#where = where;
    this.#schema = schema;
    this.#same = where === 'container' ? undefined : this.#format(placesOf(where, schema));
  }

  of(container: Container): Format {
    return this.#same ?? this.#format(placesOf(this.#where, this.#schema, container));
  }

  #format(places: Places): Format {
    const reader = new JsonReader(places);
    const copier = new JsonCopier(places, this.#names, this.#apart);
    return {
      extraBytes: copier.extraBytes,
      read: (text) => reader.read(text),
      copy: (scan) => copier.copy(scan),
    };
  }
}
