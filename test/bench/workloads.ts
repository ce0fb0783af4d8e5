import { combinedLines } from '../../src/demo/combined-lines.ts';
import { seededRandom } from '../support/lines.ts';

/** A kind of line that is measured, and how the agent is told to ship it. */
export interface Workload {
  readonly name: string;
  readonly about: string;
  readonly agentOptions: readonly string[];
  /** CPU-seconds per million documents that are to be reached on Node.js 20. */
  readonly target: number;
  /** Makes the texts of one container, which count their lines: `n=1&run=NAME`. `at` is milliseconds since 1970. */
  texts(run: string, seed: number): (at: number) => string;
}

/** What every workload's line holds once, so that the sink can tell each from all others. */
function numbered(run: string, make: (number: string, at: number, of: number) => string) {
  let count = 0;
  return (at: number): string => {
    count++;
    return make(`n=${count}&run=${run}`, at, count);
  };
}

const combinedTexts: Workload['texts'] = (run, seed) => combinedLines({ random: seededRandom(seed), run });

const applicationTexts: Workload['texts'] = (run) =>
  numbered(run, (number, at, count) => {
    const time = new Date(at).toISOString().replace('T', ' ').replace('.', ',').slice(0, -1);
    return `${time} INFO  [worker-${count % 8}] orders: order of "frank" stored in ${count % 97} ms, ${number}`;
  });

const pinoTexts: Workload['texts'] = (run) =>
  numbered(run, (number, at, count) =>
    JSON.stringify({
      ...{ level: 30, time: at, pid: 17, hostname: 'web-1' },
      ...{
        reqId: `req-${count}`,
        req: { method: 'GET', url: `/cart?${number}`, remoteAddress: '192.0.2.7' },
      },
      ...{ res: { statusCode: 200 }, responseTime: 3.25, msg: 'request completed' },
    }),
  );

export const workloads: readonly Workload[] = [
  {
    name: 'combined',
    about: 'access lines in the combined format, nine fields parsed',
    agentOptions: [],
    target: 1.6,
    texts: combinedTexts,
  },
  {
    name: 'plain',
    about: 'lines of an application, shipped as `message` (`--format plain`)',
    agentOptions: ['--format', 'plain'],
    target: 1.2,
    texts: applicationTexts,
  },
  {
    name: 'JSON',
    about:
      "pino's lines, 320 bytes as Docker writes them, their members merged into the document (`--format json`)",
    agentOptions: ['--format', 'json'],
    target: 2.5,
    texts: pinoTexts,
  },
  {
    name: 'pattern',
    about: 'the same lines as for plain, by a regular expression with five named groups (`--pattern`)',
    agentOptions: [
      '--pattern',
      '(?<when>[\\d-]+ [\\d:,]+) (?<severity>[A-Z]+) +\\[(?<thread>[^\\]]+)\\] (?<logger>[^:]+): (?<text>.*)',
    ],
    target: 3.5,
    texts: applicationTexts,
  },
  {
    name: 'combined, gzip',
    about: 'access lines, bodies compressed (`--compression gzip`)',
    agentOptions: ['--compression', 'gzip'],
    target: 3.5,
    texts: combinedTexts,
  },
];
