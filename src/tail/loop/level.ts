/** How deep below a folder a path stands, which begins in the path's text at `from`: 1 for an entry of the folder itself. */
export function levelOf(path: string, from = 0): number {
  let level = 1;
  for (let at = path.indexOf('/', from); at >= 0; at = path.indexOf('/', at + 1)) level++;
  return level;
}
