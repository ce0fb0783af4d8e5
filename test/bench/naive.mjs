// What one writes first: readline, JSON.parse, a regular expression, JSON.stringify, fetch. It follows nothing, remembers nothing
// and tries nothing again. Reads every container's log once and then stays, so that its figures can be read.
//
//   node test/bench/naive.mjs CONTAINERS_DIR URL
import { createReadStream, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const [dir = '', url = ''] = process.argv.slice(2);
const DOCUMENTS_PER_REQUEST = 2000;
const COMBINED =
  /^(?<ip>\S+) (?<ident>\S+) (?<auth>\S+) \[(?<timestamp>[^\]]+)\] "(?<request>(?:[^"\\]|\\.)*)" (?<status>\d{3}) (?<bytes>\d+|-) "(?<referrer>(?:[^"\\]|\\.)*)" "(?<agent>(?:[^"\\]|\\.)*)"$/;

setInterval(() => {}, 60_000);
await Promise.all(readdirSync(dir).map(shipContainer));

async function shipContainer(id) {
  const config = JSON.parse(readFileSync(join(dir, id, 'config.v2.json'), 'utf8'));
  const container = {
    id,
    name: config.Name.slice(1),
    image: config.Config.Image,
    labels: config.Config.Labels,
  };
  const input = createReadStream(join(dir, id, `${id}-json.log`));
  let body = '';
  let documents = 0;
  let number = 0;
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const document = toDocument(JSON.parse(line), container);
    body += `${JSON.stringify({ create: { _id: `${id}.${number}` } })}\n${JSON.stringify(document)}\n`;
    number++;
    documents++;
    if (documents === DOCUMENTS_PER_REQUEST) {
      await send(body);
      body = '';
      documents = 0;
    }
  }
  if (documents > 0) await send(body);
}

function toDocument({ log, stream, time }, container) {
  const text = log.trimEnd();
  const fields = COMBINED.exec(text)?.groups;
  const common = { '@timestamp': time, stream, container };
  if (fields === undefined) return { ...common, message: text };
  const given = Object.entries(fields).filter(([, value]) => value !== '-');
  const document = { ...common, ...Object.fromEntries(given), status: Number(fields.status) };
  document.timestamp = toIso(fields.timestamp);
  if (document.bytes !== undefined) document.bytes = Number(document.bytes);
  return document;
}

/** `06/Aug/2026:14:03:09 +0000` → ISO 8601. */
function toIso(text) {
  return new Date(text.replace(/\//g, ' ').replace(':', ' ')).toISOString();
}

async function send(body) {
  const headers = { 'content-type': 'application/x-ndjson' };
  const response = await fetch(`${url}/logs/_bulk`, { method: 'POST', headers, body });
  const { errors } = await response.json();
  if (errors) throw new Error('some documents were not taken');
}
