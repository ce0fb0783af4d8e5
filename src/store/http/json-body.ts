import { badRequest } from '../request-error.ts';
import { BOUNDS } from '../search/bounds.ts';

/** The JSON of a search's body; undefined when it is empty. Throws RequestError (400) for what is no JSON or nested too deep. */
export function parseBody(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  if (depthOf(body) > BOUNDS.jsonDepth) {
    throw badRequest(
      `Document nesting depth exceeds the maximum allowed ([${BOUNDS.jsonDepth}])`,
      'x_content_parse_exception',
    );
  }
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw badRequest(`the body is not JSON: ${(error as Error).message}`, 'parse_exception');
  }
}

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [...Buffer.from('"\\[]{}')];

/** How deep lists and objects are inside each other. Read before the JSON is, because whoever walks through it may run out of stack. */
function depthOf(json: Buffer): number {
  let depth = 0;
  let deepest = 0;
  let inText = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (inText) {
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) inText = false;
    } else if (byte === QUOTE) inText = true;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) deepest = Math.max(deepest, ++depth);
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth--;
  }
  return deepest;
}
