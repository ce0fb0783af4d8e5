import type { Template } from './template.ts';

/** What became of the index template. */
export type TemplateResult =
  /** Made, or put in the place of one that an older agent made. `before` names others' templates that it goes before. */
  | { readonly kind: 'made'; readonly name: string; readonly before: readonly string[] }
  /** One of ours is there, of this version or a newer one. */
  | { readonly kind: 'there'; readonly name: string; readonly version: number }
  /** Missing, and not made, because it is only to be printed. */
  | { readonly kind: 'printed'; readonly template: Template }
  /** Others' templates decide on the index. They were left alone. */
  | { readonly kind: 'others'; readonly name: string; readonly others: readonly string[] }
  /** One of ours decides on the index, and is for fields with the names of another schema. It was left alone. */
  | { readonly kind: 'other-schema'; readonly name: string; readonly schema: string; readonly wanted: string }
  /** The user or API key may not look at templates, or not make one. */
  | { readonly kind: 'no-right'; readonly cause: string }
  /** The server takes no such template, or does not say what it is. */
  | { readonly kind: 'not-taken'; readonly cause: string }
  /** The embedded store of an agent needs none. */
  | { readonly kind: 'unneeded' }
  /** Can't be told now. It is looked at again. */
  | { readonly kind: 'later'; readonly cause: string };

/**
 * A part of a template that a server can't have: a data stream, an ILM policy, or a policy at all, because OpenSearch's (ISM) are given their indices
 * and not the other way round.
 */
export type Unable = 'data-stream' | 'ilm' | 'ism';

/** The template's part of the log. */
export interface TemplateEvents {
  /**
   * The result is another one than before; the first is always told. Of `later` only when documents no longer wait for it. `index` is the name or
   * pattern that the template is for.
   */
  template(result: TemplateResult, index: string): void;
  /** The server can't have a part of the template. Told once. */
  unable(what: Unable): void;
}
