import type { Replacement, SecretKind } from './secret.ts';
import { WORD_BEGINS } from './secret.ts';

const FEWEST_DIGITS = 13;
const MOST_DIGITS = 19;
/** What cards print between groups, and what URLs write for a space. */
const SEPARATORS = /([ +-]|%20)/;
const RUNS = new RegExp(`${WORD_BEGINS}\\d+(?:(?:[ +-]|%20)\\d+)*(?!\\w)`, 'g');

/**
 * Numbers of payment cards: 13 to 19 digits that Luhn's check holds for and that begin as networks' numbers do (ISO/IEC 7812: 2 to 6), in one group or
 * in groups as cards print them. One number of ten that is none passes the check too.
 */
export const cardNumbers: SecretKind = {
  mayBe: /\d(?:(?:[ +-]|%20)?\d){12}/,
  replace: (text, replacement) =>
    text.replace(RUNS, (run, at: number) =>
      isWithinNumber(text, at, at + run.length) ? run : ofRun(run, replacement),
    ),
};

/** Whether these digits, as JSON writes a number, are those of a card. */
export function isCardNumber(digits: string): boolean {
  return (
    digits.length >= FEWEST_DIGITS &&
    digits.length <= MOST_DIGITS &&
    /^[2-6]\d+$/.test(digits) &&
    luhn(digits)
  );
}

/** A number with decimals is none of a card. */
function isWithinNumber(text: string, from: number, to: number): boolean {
  return /\d\.$/.test(text.slice(Math.max(0, from - 2), from)) || /^\.\d/.test(text.slice(to, to + 2));
}

function ofRun(run: string, replacement: Replacement): string {
  // Groups at even places, separators between them.
  const parts = run.split(SEPARATORS);
  let done = '';
  for (let at = 0; at < parts.length; ) {
    const end = endOfCard(parts, at);
    if (end === undefined) done += (parts[at++] as string) + (parts[at++] ?? '');
    else {
      done += replacement(parts.slice(at, end).join('')) + (parts[end] ?? '');
      at = end + 1;
    }
  }
  return done;
}

/** Behind the last group of the longest number that begins with the group at `from`; undefined when there is none. */
function endOfCard(parts: readonly string[], from: number): number | undefined {
  let digits = '';
  let end: number | undefined;
  for (let at = from; at < parts.length; at += 2) {
    const group = parts[at] as string;
    if (at > from && (!isGroup(group) || parts[at - 1] !== parts[from + 1])) break;
    digits += group;
    if (digits.length > MOST_DIGITS) break;
    if (isCardNumber(digits)) end = at + 1;
    if (at === from && group.length !== 4) break;
  }
  return end;
}

/** Cards have groups of 4, 5 or 6 digits, and 3 at the end. */
function isGroup({ length }: string): boolean {
  return length >= 3 && length <= 6;
}

function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 0 ? digit : digit * 2;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
