/** With fewer, code, databases or a thread of the agent may not open. Measured on Node 20 and 24: 40 are enough without log files. */
const ENOUGH = 64;

/**
 * What to add to the sentence of a failed start when there may be too few descriptors; empty otherwise. The limit decides, not
 * the sentence alone: SQLite, for one, doesn't tell why it can't open a file.
 */
export function descriptorsRemedy(sentence: string, limit: number = openFilesLimit()): string {
  if (limit >= ENOUGH && !/\bE[MN]FILE\b/.test(sentence)) return '';
  const end = sentence.endsWith('.') ? '' : '.';
  const now = Number.isFinite(limit) ? `, now ${limit},` : '';
  return `${end} Raise the limit of open files (ulimit -n)${now} to ${ENOUGH} and one more for each log file.`;
}

/** The limit of this process, `Infinity` when there is none or it isn't known. */
function openFilesLimit(): number {
  const report = process.report.getReport() as { userLimits?: { open_files?: { soft?: unknown } } };
  const soft = report.userLimits?.open_files?.soft;
  return typeof soft === 'number' ? soft : Number.POSITIVE_INFINITY;
}
