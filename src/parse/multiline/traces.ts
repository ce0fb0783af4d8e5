import { beginTrace, goOnOfPostgres } from './begins.ts';
import { type LinesRule, TOLD_BY } from './lines-rule.ts';
import { mayBeginTrace } from './may-begin.ts';
import { STEPS } from './trace-states.ts';

/** What is certain without being told: stack traces, and the lines that PostgreSQL prints behind a message. */
export const traces: LinesRule = {
  begin: (text) => beginTrace(text.slice(0, TOLD_BY)),

  goOn(state, text) {
    const told = text.slice(0, TOLD_BY);
    for (const [when, then] of STEPS[state] ?? []) if (when.test(told)) return then;
    return goOnOfPostgres(state, told);
  },

  mayBegin: mayBeginTrace,
};
