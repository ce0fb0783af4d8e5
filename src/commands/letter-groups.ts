import { SCHEMAS } from '../parse/schemas/schemas.ts';
import { SimpleDocuments } from '../parse/simple-documents.ts';
import type { KeptLetter } from '../state/dead-letters.ts';

/** By which letters are put together. */
export type Grouping = 'reason' | 'container';

/** Letters that have something in common. */
export interface LetterGroup {
  readonly name: string;
  letters: number;
  /** Milliseconds since 1970 at which the first and the last were kept. */
  readonly first: number;
  last: number;
  /** The id of one of them. */
  readonly example: string;
}

/** Letters of no container, or whose document doesn't say. */
const NONE = '(none)';

const FORMS = Object.values(SCHEMAS).map((schema) => new SimpleDocuments(schema));

/** Groups of letters, the largest first. */
export function groupLetters(letters: Iterable<KeptLetter>, by: Grouping): LetterGroup[] {
  const groups = new Map<string, LetterGroup>();
  for (const letter of letters) {
    const name = by === 'reason' ? `${letter.status} ${kindOf(letter.reason)}` : containerOf(letter.document);
    const group = groups.get(name);
    if (group === undefined)
      groups.set(name, { name, letters: 1, first: letter.time, last: letter.time, example: letter.id });
    else {
      group.letters++;
      group.last = letter.time;
    }
  }
  return [...groups.values()].sort((a, b) => b.letters - a.letters);
}

/** What reasons of one kind have in common: the type of error and the field, without the document's id and value. */
function kindOf(reason: string): string {
  return reason
    .replace(/ in document with id .*$/s, '')
    .replace(/\[\d+:\d+\] /g, '')
    .slice(0, 300);
}

/** Letters may be of agents with different names for their fields. */
function containerOf(document: string): string {
  try {
    return FORMS.map((form) => form.containerOf(document)).find((name) => name !== '') ?? NONE;
  } catch {
    return NONE;
  }
}
