import { readUtcTime } from '../scan/read-dates.ts';

/** Whether a time is later than another one, to the nanosecond. Both are RFC 3339; a text that is none is not later. */
export function isLater(time: string, than: string): boolean {
  return comparable(time) > comparable(than);
}

/** In UTC and with all nine digits of the fraction the order of texts is that of times. */
function comparable(time: string): string {
  const [seconds = '', fraction = ''] = (readUtcTime(time) ?? '').slice(0, -1).split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}
