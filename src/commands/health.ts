import { get } from 'node:http';
import { parseAddress } from '../option-values.ts';
import { type Given, rawOption } from '../options.ts';
import { harmless } from '../store/one-line.ts';

const ANSWER_WITHIN_MS = 3000;

/** Asks the agent of this machine or container whether it answers, or with `--ready` delivers: 0 yes, 1 no with the reason. */
export async function health(given: Given, env: NodeJS.ProcessEnv): Promise<number> {
  const text = rawOption('listen', given, env);
  if (text === '') {
    process.stderr.write('No address to ask: give --listen or LOGAGENT_LISTEN as the agent has it.\n');
    return 1;
  }
  const { host, port } = parseAddress('listen', text);
  // An agent that listens everywhere is asked on loopback.
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const problem = await ask(reachable, port, given.ready === undefined ? '/healthz' : '/readyz');
  if (problem === undefined) return 0;
  process.stderr.write(`${problem}\n`);
  return 1;
}

async function ask(host: string, port: number, path: string): Promise<string | undefined> {
  try {
    const { status, body } = await answerOf(host, port, path);
    if (status === 200) return undefined;
    return status === 503 && path === '/readyz'
      ? `The agent is not ready: ${harmless(body.trim())}.`
      : `The agent answered with status ${status}.`;
  } catch (error) {
    return `The agent at ${host}:${port} does not answer: ${(error as Error).message}.`;
  }
}

function answerOf(host: string, port: number, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = get({ host, port, path, timeout: ANSWER_WITHIN_MS }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error(`no answer within ${ANSWER_WITHIN_MS} ms`)));
    request.on('error', reject);
  });
}
