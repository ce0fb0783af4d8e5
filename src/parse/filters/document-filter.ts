import type { Container } from '../../log/block.ts';
import type { Scalar } from '../../source/envelope.ts';
import type { Content } from '../document.ts';
import { type CopiedLine, DROPPED, type Filter, isDamaged, type Judged, KEPT } from '../filter.ts';
import { UNSURE } from '../formats/format.ts';
import type { Choice, LeftOutBy } from './choice.ts';
import { FieldRules, type FieldRulesOptions } from './field-rules.ts';
import type { RedactedBy } from './redaction.ts';
import { rewriteMembers } from './rewrite-members.ts';

export interface DocumentFilterOptions {
  readonly choice: Choice;
  /** Absent where every field stays as it is. */
  readonly fields?: FieldRulesOptions;
  readonly events?: FilterEvents | undefined;
}

/** What the filter did, for those who count it. What is read again is told again. */
export interface FilterEvents {
  leftOut(container: string, by: LeftOutBy): void;
  redacted(container: string, by: RedactedBy): void;
}

const NO_EVENTS: FilterEvents = { leftOut: () => {}, redacted: () => {} };
const BACKSLASH = '\\';

/** Leaves events out, and fields; and takes secrets out of the others. */
export class DocumentFilter implements Filter {
  readonly #choice: Choice;
  readonly #fields: FieldRules | undefined;
  readonly #events: FilterEvents;
  #container = '';

  constructor({ choice, fields, events = NO_EVENTS }: DocumentFilterOptions) {
    this.#choice = choice;
    this.#events = events;
    this.#fields = fields && new FieldRules(fields, (by) => events.redacted(this.#container, by));
  }

  get needsText(): boolean {
    return this.#choice.needsText;
  }

  read(content: Content, { container, key, offset, text }: Judged): Content | typeof DROPPED {
    if (!isDamaged(content)) {
      const by = this.#choice.leftOut(content.isMatched, text, key, offset);
      if (by !== undefined) return this.#leaveOut(container, by);
    }
    if (this.#fields === undefined) return content;
    this.#container = container.name;
    return this.#fields.content(content);
  }

  copy(line: CopiedLine): typeof KEPT | typeof DROPPED | typeof UNSURE {
    const { container, isMatched, key, offset } = line;
    const text = this.needsText ? textOf(line.text) : '';
    if (text === undefined) return UNSURE;
    const by = this.#choice.leftOut(isMatched, text, key, offset);
    if (by !== undefined) return this.#leaveOut(container, by);
    const fields = this.#fields === undefined ? '' : line.fields();
    if (this.#fields === undefined || !this.#fields.concern(fields)) return KEPT;
    return this.#rewrite(line, fields, this.#fields);
  }

  drops(path: string): boolean {
    return this.#fields?.drops(path) ?? false;
  }

  metadata(path: string, value: Scalar, { name }: Container): Scalar | null {
    this.#container = name;
    return this.#fields === undefined ? value : this.#fields.value(path, value);
  }

  #rewrite(line: CopiedLine, fields: string, rules: FieldRules): typeof KEPT | typeof UNSURE {
    this.#container = line.container.name;
    // Each has a comma behind it.
    const members = rewriteMembers(fields.slice(0, -1), rules);
    return line.replaceFields(members === '' ? '' : `${members},`) ? KEPT : UNSURE;
  }

  #leaveOut({ name }: Container, by: LeftOutBy): typeof DROPPED {
    this.#events.leftOut(name, by);
    return DROPPED;
  }
}

/** The text of a line in JSON string form; undefined when it may hold halves of characters, which the reference replaces. */
function textOf(form: string): string | undefined {
  const escaped = form.replace(/(?:\\r)?\\n"$/, '');
  // Mostly quotes alone are escaped, which JSON.parse takes longer for.
  const text = escaped.replaceAll('\\"', '"');
  if (!text.includes(BACKSLASH)) return text;
  return /\\u[dD]/.test(escaped) ? undefined : (JSON.parse(`"${escaped}"`) as string);
}
