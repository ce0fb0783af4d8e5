/** The name that was probably meant by a misspelt word; undefined when none is similar enough. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const wrong = names.map((name) => ({ name, edits: edits(word.toLowerCase(), name.toLowerCase()) }));
  const [best] = wrong.sort((a, b) => a.edits - b.edits);
  // At most a third of the letters may differ, so that two short words are not taken for each other.
  return best !== undefined && best.edits <= Math.max(1, best.name.length / 3) ? best.name : undefined;
}

/** The least number of letters to insert, remove, replace or swap with a neighbour to turn one word into the other. */
function edits(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      current.push(
        Math.min(
          at(last, column) + 1,
          at(current, column - 1) + 1,
          at(last, column - 1) + (same ? 0 : 1),
          swapped && row > 1 && column > 1 ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
