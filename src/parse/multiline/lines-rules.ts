import type { Container } from '../../log/block.ts';
import type { Definitions } from '../formats/grok/expand.ts';
import { PatternError } from '../formats/grok/pattern-error.ts';
import { CustomLines, LinePattern, type LinePatterns } from './custom-lines.ts';
import type { LinesRule } from './lines-rule.ts';
import { traces } from './traces.ts';

export const MULTILINE = ['auto', 'off'] as const;
export type Multiline = (typeof MULTILINE)[number];

/** Which lines belong together: those of traces (`auto`), none (`off`), or those of which patterns say so. */
export type LinesChoice = Multiline | LinePatterns;

/** The label by which a container chooses for itself. */
const LABEL = 'logagent.multiline';
const OF_PATTERN = /^\s*(start|continue):(.*)$/s;
/** The time for a line grows with the pattern, and whoever starts a container may give it any. */
const MOST_CHARACTERS = 500;

export interface LinesRulesOptions {
  /** Of containers without the label. */
  readonly usual: LinesChoice;
  /** What names in patterns stand for. */
  readonly definitions: Definitions;
  /** A container's label says nothing that can be, told once for each: its lines are as if it had none. `why` is a clause, with the remedy where there is one. */
  readonly onBad: (container: Container, why: string) => void;
}

/** Knows which lines of a container belong together. */
export class LinesRules {
  readonly #options: LinesRulesOptions;
  readonly #usual: LinesRule | undefined;
  readonly #own = new WeakMap<Container, LinesRule | undefined>();

  constructor(options: LinesRulesOptions) {
    this.#options = options;
    this.#usual = ruleOf(options.usual);
  }

  /** Undefined when each line is an event. */
  of(container: Container): LinesRule | undefined {
    const label = container.labels[LABEL];
    if (label === undefined) return this.#usual;
    if (!this.#own.has(container)) this.#own.set(container, this.#by(label, container));
    return this.#own.get(container);
  }

  #by(label: string, container: Container): LinesRule | undefined {
    const { definitions, onBad } = this.#options;
    try {
      return ruleOf(choiceBy(label, definitions));
    } catch (error) {
      if (!(error instanceof PatternError)) throw error;
      onBad(container, `${JSON.stringify(label.slice(0, MOST_CHARACTERS))} ${error.message}`);
      return this.#usual;
    }
  }
}

/** Undefined when each line is an event. */
export function ruleOf(choice: LinesChoice): LinesRule | undefined {
  if (choice === 'off') return undefined;
  return choice === 'auto' ? traces : new CustomLines(choice);
}

/** What a label says. Throws PatternError. */
function choiceBy(label: string, definitions: Definitions): LinesChoice {
  if (label.length > MOST_CHARACTERS)
    throw new PatternError(`is longer than ${MOST_CHARACTERS} characters. Use a shorter pattern`);
  const named = MULTILINE.find((name) => name === label.trim());
  if (named !== undefined) return named;
  // Blanks behind it are a part of the pattern.
  const [, which, source = ''] = OF_PATTERN.exec(label) ?? [];
  if (which === undefined)
    throw new PatternError('is none of auto, off, start:REGEXP and continue:REGEXP. Write one of these');
  if (source === '') throw new PatternError('has no pattern behind the colon. Write one');
  const pattern = new LinePattern(source, definitions);
  return which === 'start' ? { start: pattern } : { goesOn: pattern };
}
