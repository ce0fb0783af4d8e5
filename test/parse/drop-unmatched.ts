import { Choice } from '../../src/parse/filters/choice.ts';
import { DocumentFilter } from '../../src/parse/filters/document-filter.ts';

/** As of `--unmatched drop`. */
export const dropUnmatched = new DocumentFilter({
  choice: new Choice({ include: [], exclude: [], sampleOf: 1, dropsUnmatched: true }),
});
