import type { Batch } from '../../src/parse/batch/batch.ts';
import { ShipperPool } from '../../src/ship/pool/pool.ts';
import type { PoolOptions } from '../../src/ship/pool/pool-options.ts';
import type { Cancellation } from '../../src/ship/requests/exchange.ts';
import { failureOf } from '../../src/ship/requests/failure.ts';
import type { Reply, Sender } from '../../src/ship/requests/sender.ts';
import type { DeadLetter } from '../../src/ship/ship-events.ts';
import { createdAnswer } from '../support/bulk-answers.ts';
import { batchOf, documents } from './batches.ts';
import { settled, VirtualTime } from './clocks.ts';
import { Recorder } from './recorder.ts';

/** A request that the test answers. */
export interface Pending {
  readonly ids: readonly string[];
  answer(reply: Reply): void;
}

/** Answers when the test says so. */
export class HeldSender implements Sender {
  readonly label: string;
  readonly pending: Pending[] = [];
  sent = 0;
  probes = 0;
  /** What a probe is answered: 0 for nothing. */
  probeStatus = 0;
  closed = false;

  constructor(label = 'http://held') {
    this.label = label;
  }

  send(body: Buffer, cancellation?: Cancellation): Promise<Reply> {
    this.sent++;
    return new Promise((resolve) => {
      this.pending.push({ ids: idsOf(body), answer: resolve });
      cancellation?.onCancel((reason) => resolve(failureOf(reason)));
    });
  }

  async probe(_cancellation?: Cancellation): Promise<number> {
    this.probes++;
    return this.probeStatus;
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const { answer } of this.pending.splice(0)) answer(failure('closed'));
  }

  /** Answers the oldest request that everything has been created. */
  async take(): Promise<void> {
    const oldest = this.pending.shift();
    oldest?.answer(created(oldest.ids.length));
    await settled();
  }
}

/** An answer of this body. */
export const ok = (body: string, status = 200): Reply => ({
  kind: 'answer',
  status,
  bytes: Buffer.from(body),
  retryAfterMs: 0,
});
/** The answer that so many documents have been created. */
export const created = (documents: number): Reply => ok(createdAnswer(documents));
/** No answer. */
export const failure = (cause: string, timeout = false): Reply => ({ kind: 'failure', cause, timeout });

/** The ids in a bulk body, in order. */
export function idsOf(body: Buffer): string[] {
  const lines = body.toString().split('\n');
  return lines.flatMap((line, i) =>
    i % 2 === 0 && line !== '' ? [(JSON.parse(line) as { create: { _id: string } }).create._id] : [],
  );
}

/** A pool in virtual time with everything around it. */
export function setUp(options: Partial<PoolOptions> = {}, ...senders: Sender[]) {
  const time = new VirtualTime();
  const events = new Recorder();
  const waiting: Batch[] = [];
  const settledBatches: Batch[] = [];
  const sender = new HeldSender();
  const kept: DeadLetter[] = [];
  const pool = new ShipperPool({
    source: {
      take: () => waiting.shift(),
      get waiting() {
        return waiting.reduce((sum, batch) => sum + batch.documents, 0);
      },
    },
    hosts: senders.length > 0 ? senders : [sender],
    index: 'logs',
    keep: (letters) => void kept.push(...letters),
    settle: (batch) => void settledBatches.push(batch),
    events,
    min: 1,
    max: 32,
    queueHigh: 100,
    time,
    random: () => 1,
    ...options,
  });
  const add = (batches: number, each: number, key = 'k'): void => {
    for (let i = 0; i < batches; i++) waiting.push(batchOf(documents(`${key}${i}`, each)));
    pool.wake();
  };
  return { time, events, waiting, settledBatches, sender, kept, pool, add };
}
