import type { Container } from '../../log/block.ts';
import { IndexPattern, type PatternRules } from './index-pattern.ts';
import { type Route, USUAL } from './route.ts';

/** The label by which a container chooses its index: a name, or a pattern with fields. */
const LABEL = 'logagent.index';

/** So many are taken: each may be an index template and an index, and whoever starts containers could make any number. */
const MOST_CHOSEN = 100;

export interface RoutesOptions {
  readonly hostName: string;
  /** Of containers without the label. Without it the request's. */
  readonly usual?: IndexPattern;
  /** Undefined: labels choose nothing. */
  readonly labels?: PatternRules;
  /** A container has chosen an index in a way that can't be. Its documents go where those of others do. `why` is one clause. */
  readonly onBad?: (container: Container, why: string) => void;
  /** A container has chosen an index that nobody had chosen before. Called before any document of it. */
  readonly onChosen?: (pattern: IndexPattern) => void;
}

/** Which index the documents of a container go to. */
export class Routes {
  readonly #options: RoutesOptions;
  readonly #chosen = new Map<string, IndexPattern>();
  /** What has been told, by container and label. */
  readonly #told = new Set<string>();

  constructor(options: RoutesOptions) {
    this.#options = options;
  }

  of(container: Container): Pick<Route, 'begin' | 'reach'> {
    const { usual, hostName } = this.#options;
    const pattern = this.#chosenBy(container) ?? usual;
    // An index that is always the same is the request's, and stands in its address.
    if (pattern === undefined || (pattern === usual && pattern.isConstant)) return USUAL;
    return pattern.route(container, hostName);
  }

  #chosenBy(container: Container): IndexPattern | undefined {
    const { labels, onChosen } = this.#options;
    const text = container.labels[LABEL];
    if (text === undefined || labels === undefined) return undefined;
    const known = this.#chosen.get(text);
    if (known !== undefined) return known;
    if (this.#chosen.size >= MOST_CHOSEN)
      return this.#bad(container, text, `is one of more than ${MOST_CHOSEN} that containers have chosen`);
    try {
      const pattern = new IndexPattern(text, labels);
      this.#chosen.set(text, pattern);
      onChosen?.(pattern);
      return pattern;
    } catch (error) {
      return this.#bad(container, text, (error as Error).message);
    }
  }

  /** Told once for each container, of which every file makes a frame. */
  #bad(container: Container, text: string, why: string): undefined {
    const name = `${container.id} ${text}`;
    if (this.#told.has(name)) return;
    // Containers come and go: what has been told long ago may be told again.
    if (this.#told.size >= 10 * MOST_CHOSEN) this.#told.clear();
    this.#told.add(name);
    this.#options.onBad?.(container, `${JSON.stringify(text.slice(0, 255))} ${why}`);
  }
}
