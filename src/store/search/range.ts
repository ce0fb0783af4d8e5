import { badRequest } from '../request-error.ts';
import type { ValueTest } from './candidate.ts';
import { comparable, compare } from './field-values.ts';

const bounds = new Map<string, (order: number) => boolean>([
  ['gt', (order) => order > 0],
  ['gte', (order) => order >= 0],
  ['lt', (order) => order < 0],
  ['lte', (order) => order <= 0],
]);

/** The value lies within these bounds, as `{"gte": 3, "lt": "now-15m"}`. Throws RequestError (400) for others. */
export function rangeTest(given: Readonly<Record<string, unknown>>, now: number): ValueTest {
  const tests = Object.entries(given).map(([name, bound]) => {
    const holds = bounds.get(name);
    if (holds === undefined)
      throw badRequest(`[range] query does not support [${name}]`, 'parsing_exception');
    const limit = comparable(fromNow(bound, now));
    if (limit === undefined) throw badRequest(`[range] can't compare with a value of [${name}]`);
    return (value: unknown): boolean => {
      const number = typeof limit === 'number' && typeof value === 'string' ? Number(value) : value;
      const own = comparable(number);
      return own !== undefined && typeof own === typeof limit && holds(compare(own, limit));
    };
  });
  return ({ raw }) => tests.every((holds) => holds(raw));
}

const milliseconds: Readonly<Record<string, number>> = { s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5 };

/** Turns `now` and `now-15m` into a time and numeric text into a number. Anything else stays as it is. */
function fromNow(bound: unknown, now: number): unknown {
  if (typeof bound !== 'string') return bound;
  const match = /^now(?:([+-])(\d{1,6})([smhdw]))?$/.exec(bound);
  if (match === null) return /^-?\d+(\.\d+)?$/.test(bound) ? Number(bound) : bound;
  const [, sign = '+', count = '0', unit = 's'] = match;
  const distance = Number(count) * (milliseconds[unit] ?? 0);
  return new Date(sign === '-' ? now - distance : now + distance).toISOString();
}
