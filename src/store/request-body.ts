import type { IncomingMessage } from 'node:http';
import { gunzip } from 'node:zlib';
import { badRequest, RequestError } from './store-error.ts';

/** As much as Elasticsearch takes by default. */
export const MAX_BODY = 100 * 1024 * 1024;

/** The whole body, uncompressed. Throws RequestError: 413 beyond MAX_BODY, 400 for a broken or unknown encoding. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length <= MAX_BODY) chunks.push(chunk);
    // The rest is read and forgotten: a client still sending would meet a reset and never see the answer.
    else chunks.length = 0;
  }
  if (length > MAX_BODY) throw tooLarge();
  const body = Buffer.concat(chunks, length);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity' || body.length === 0) return body;
  if (encoding !== 'gzip') throw badRequest(`Content-Encoding [${encoding}] is not supported, only gzip is`);
  return inflate(body);
}

function inflate(body: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(body, { maxOutputLength: MAX_BODY }, (error: NodeJS.ErrnoException | null, inflated) => {
      if (error === null) resolve(inflated);
      else if (error.code === 'ERR_BUFFER_TOO_LARGE') reject(tooLarge());
      else reject(badRequest(`the body is not gzip: ${error.message}`));
    });
  });
}

function tooLarge(): RequestError {
  return new RequestError(
    413,
    'content_too_long_exception',
    `entity content is too long, limit is [${MAX_BODY}] bytes`,
  );
}
