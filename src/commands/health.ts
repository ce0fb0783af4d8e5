import { get } from 'node:http';
import { harmless } from '../harmless.ts';
import { type Given, resolveOption } from '../options/options.ts';

const ANSWER_WITHIN_MS = 3000;

/**
 * `logagent health`: asks the agent on this machine or in this container whether it answers or, with `--ready`, can deliver.
 * Returns 0 for yes. Returns 1 for no and prints the reason.
 */
export async function health(given: Given, env: NodeJS.ProcessEnv): Promise<number> {
  const address = resolveOption('listen', given, env);
  if (address === undefined) {
    process.stderr.write('No address to ask: give --listen or LOGAGENT_LISTEN as the agent has it.\n');
    return 1;
  }
  const { host, port } = address;
  // An agent that listens on all addresses is asked on loopback.
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
