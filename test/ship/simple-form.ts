import type { SimpleForm } from '../../src/ship/answers/simple-form.ts';

/** Wraps documents, so that a test sees which form was sent. */
export const wrapped: SimpleForm = {
  of: (document, { type }) => ({
    line: JSON.stringify({ simple: document, type }),
    container: 'prod1',
  }),
  original: (line) => (JSON.parse(line) as { simple: string }).simple,
};

/** Whether a source line is in that form. */
export const isWrapped = (source: string): boolean => source.startsWith('{"simple":');
