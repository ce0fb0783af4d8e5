import { isUtf8 } from 'node:buffer';
import type { Stream } from '../../log/stream.ts';
import { readUtcTime } from '../../scan/read-dates.ts';
import type { LogLine } from '../envelope.ts';

/** `TIME STREAM TAGS `, of which the first tag alone decides; the text begins behind exactly one blank. */
const HEAD = /^([^ ]{20,35}) (stdout|stderr) ([PF])(?::[^ ]*)? /;
/** Longer than any head that a runtime writes. */
const MOST_HEAD_BYTES = 256;

/**
 * Reads a line as container runtimes for Kubernetes write it (kubernetes/design-proposals-archive, node/kubelet-cri-logging.md); undefined when
 * it is anything else. containerd and CRI-O write the time in the machine's zone: it is told in UTC.
 *
 * The text stands there as the container printed it. What is no UTF-8 becomes U+FFFD, as Docker has it; but a part may end within a
 * character, so its bytes are kept until the event is whole.
 */
export function readCriLine(line: Buffer): LogLine | undefined {
  const match = HEAD.exec(line.toString('latin1', 0, MOST_HEAD_BYTES));
  if (match === null) return undefined;
  const [head, zoned = '', stream, tag] = match;
  const time = readUtcTime(zoned);
  if (time === undefined) return undefined;
  const isPart = tag === 'P';
  const bytes = line.subarray(head.length);
  const text = isPart ? bytes.toString() : `${bytes}\n`;
  const raw = isUtf8(bytes) ? undefined : Buffer.concat([bytes, Buffer.from(isPart ? '' : '\n')]);
  return { text, stream: stream as Stream, time, isPart, ...(raw && { raw }) };
}
