import { accessBy } from '../access/access.ts';
import { templateArguments, templateNeeds } from '../options/destination.ts';
import { hostLabel, OptionError } from '../options/option-values.ts';
import { type Given, type Options, resolveOptions } from '../options/options.ts';
import { replyComplaint } from '../ship/answers/complaint.ts';
import { HttpSender } from '../ship/requests/sender.ts';
import type { Ask } from '../ship/template/ask.ts';
import { describeServer, objectTypeOf } from '../ship/template/describe-server.ts';
import { possibleOn } from '../ship/template/ensure-template.ts';
import { parseServer, type Server, STORE } from '../ship/template/server.ts';
import { templateOf } from '../ship/template/template.ts';
import { version } from '../version.ts';

/**
 * `logagent template`: prints the index template as JSON on standard output, and on standard error the command that installs it. It
 * changes nothing. The server is the one that --server names, or else the one that answers at --elasticsearch.
 */
export async function printTemplate(given: Given, env: NodeJS.ProcessEnv): Promise<number> {
  // The agent's own options say whom to ask. They require containers, though none are followed here.
  const options = resolveOptions({ containers: '*', ...given }, env);
  const { elasticsearch } = options;
  const needs = templateNeeds(options);
  const [url] = elasticsearch;
  const name = given.server === undefined ? undefined : String(given.server);
  const server = name === undefined ? await askFor(url, options) : named(name);
  const { path, body } = templateOf({
    server,
    objects: objectTypeOf(server),
    ...possibleOn(server, { ...needs, version: version() }).possible,
  });
  process.stdout.write(`${JSON.stringify(body, undefined, 2)}\n`);
  process.stderr.write(
    `Install it by:\n${installing(url, name, templateArguments(needs, needs.index), path)}\n`,
  );
  return 0;
}

function named(name: string): Server {
  const server = parseServer(name);
  if (server !== undefined) return server;
  throw new OptionError(
    `--server: ${JSON.stringify(name)} is not a server. Write it like elasticsearch-8.19, elasticsearch-oss-7.10 or opensearch-2.19.`,
  );
}

async function askFor(url: URL | undefined, options: Options): Promise<Server> {
  if (url === undefined)
    throw new OptionError(
      'Whose template? Give --elasticsearch, or --server like elasticsearch-8.19 or opensearch-2.19.',
    );
  const sender = new HttpSender(url, undefined, { ...accessBy(options), connections: 1 });
  try {
    const ask: Ask = (method, path, body) => sender.ask(method, path, body);
    const server = await describeServer(ask);
    if (server === STORE) throw new Error('The embedded store of an agent needs no index template.');
    if (!('untold' in server)) return server;
    const { cause } = replyComplaint(server.untold);
    throw new Error(
      `${sender.label} does not say which server it is: ${cause}. Give --server like elasticsearch-8.19 or opensearch-2.19.`,
    );
  } finally {
    await sender.close();
  }
}

function installing(url: URL | undefined, name: string | undefined, wanted: string, path: string): string {
  const host = url === undefined ? 'http://localhost:9200' : hostLabel(url);
  const root = url === undefined ? '' : url.pathname.replace(/\/+$/, '');
  const from = name === undefined ? `--elasticsearch ${host}${root}` : `--server ${name}`;
  return (
    `logagent template ${from} ${wanted} |\n` +
    `  curl -fsS -X PUT -H 'Content-Type: application/json' --data-binary @- '${host}${root}/${path}'`
  );
}
