/** Like `TOKEN`, and as a whole: brackets are counted. */
const PIECE = /\\.|%\{[^}]*\}|\[(?:\\.|[^\]\\])*\]|\(\?<(?![=!])[^>]*>|\(\?:|\(\?|./gs;
const QUANTIFIER = /^(?:[*+?]|\{\d+(?:,\d*)?\})\??/;
const LITERAL = /^(?:\\[^\w\s]|[^\\()[\]{}*+?.|^$%])$/;

/** A part of a pattern that stands by itself: a character, a name, a class or a group, with how often it may come. */
export interface Element {
  readonly source: string;
  /** The character that it stands for; undefined where it is no single one. */
  readonly literal: string | undefined;
}

/** The alternatives of a pattern, each as its elements in their order. The pattern is one that `Pattern` takes. */
export function elementsOf(source: string): Element[][] {
  const alternatives: Element[][] = [[]];
  let depth = 0;
  let open = '';
  for (let at = 0; at < source.length; ) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(source)?.[0] ?? source.charAt(at);
    at += piece.length;
    if (depth === 0 && piece === '|') {
      alternatives.push([]);
      continue;
    }
    if (piece.startsWith('(')) depth++;
    if (piece === ')') depth--;
    open += piece;
    if (depth > 0) continue;
    const [count = ''] = QUANTIFIER.exec(source.slice(at, at + 40)) ?? [];
    at += count.length;
    const literal = count === '' && LITERAL.test(open) ? open.replace(/^\\/, '') : undefined;
    alternatives.at(-1)?.push({ source: open + count, literal });
    open = '';
  }
  return alternatives;
}
