import type { Steps } from '../turns/steps.ts';
import type { Value, ValueTest } from './candidate.ts';
import { hasPhrase, hasPrefix, words } from './words.ts';

/** A text that is searched in for a word at a time, with a pause after each. */
const LONG_TEXT = 4096;

/** The value has these words side by side. */
export function phrase(text: string): ValueTest {
  const holds = hasPhrase(text);
  return function* (value) {
    return holds(value.raw, yield* value.spaced());
  };
}

/** The value, or one of its words, begins so. */
export function prefixOfWord(text: string): ValueTest {
  const holds = hasPrefix(text);
  return function* (value) {
    return holds(value.raw, yield* value.spaced());
  };
}

/** The value begins so. */
export function prefix(text: string): ValueTest {
  return ({ raw }) => String(raw).startsWith(text);
}

/** The value is this text. */
export function exact(text: string): ValueTest {
  return ({ raw }) => String(raw) === text;
}

/** The value is one of these texts. */
export function exactOneOf(texts: ReadonlySet<string>): ValueTest {
  return ({ raw }) => texts.has(String(raw));
}

/** The value, or one of its words, is this text. */
export function term(text: string): ValueTest {
  const isWord = text !== '' && !text.includes(' ');
  return (value) => {
    if (String(value.raw) === text) return true;
    return isWord && typeof value.raw === 'string' && hasWord(value, text);
  };
}

function* hasWord(value: Value, word: string): Steps<boolean> {
  return (yield* value.spaced()).includes(` ${word} `);
}

/** The value, or one of its words, is one of these texts. */
export function oneOf(texts: ReadonlySet<string>): ValueTest {
  return (value) => {
    if (texts.has(String(value.raw))) return true;
    return typeof value.raw === 'string' && hasWordOf(value, texts);
  };
}

function* hasWordOf(value: Value, texts: ReadonlySet<string>): Steps<boolean> {
  const spaced = yield* value.spaced();
  for (let from = 1, looked = 1; from < spaced.length; looked++) {
    const to = spaced.indexOf(' ', from);
    if (texts.has(spaced.slice(from, to)) && to > from) return true;
    if (looked % LONG_TEXT === 0) yield;
    from = to + 1;
  }
  return false;
}

export interface MatchTest {
  /** How many words are looked for. */
  readonly words: number;
  readonly test: ValueTest;
}

/** The value has one of the text's words, or every one of them. */
export function match(text: string, every: boolean): MatchTest {
  const wanted = words(text);
  const test: ValueTest = function* (value) {
    const spaced = yield* value.spaced();
    for (const word of wanted) {
      if (spaced.includes(` ${word} `) !== every) return !every;
      if (spaced.length > LONG_TEXT) yield;
    }
    return every;
  };
  return { words: wanted.length, test };
}
