import type { AccessNames } from '../../schemas/names.ts';
import type { Fields } from './reading.ts';

const REQUEST = /^([A-Z][A-Z_-]*) ([^ ?]+)(?:\?([^ ]*))?(?: HTTP\/(\d(?:\.\d)?))?$/;

/** Reads the parts of a request, `GET /a?b=1 HTTP/1.1`. One that is of another shape has none. */
export function readRequest(request: string, names: AccessNames): Fields {
  const match = REQUEST.exec(request);
  if (match === null) return {};
  const [, method = '', path = '', query, version] = match;
  return {
    [names.method]: method,
    [names.path]: path,
    ...(query && { [names.query]: query }),
    ...(version !== undefined && { [names.httpVersion]: version }),
  };
}
