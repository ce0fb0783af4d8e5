import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { accessBy, filesOf } from './access/access.ts';
import { isContainerId } from './host-name.ts';
import { templateArguments, templateNeeds } from './options/destination.ts';
import { hostLabel } from './options/option-values.ts';
import type { Options } from './options/options.ts';
import type { Batch } from './parse/batch/batch.ts';
import { Pipeline, type PipelineOptions } from './pipeline/pipeline.ts';
import { isOwn } from './source/own-container.ts';
import { State } from './state/state.ts';
import { type Counters, filterCounts, newCounters } from './status/counters.ts';
import type { Logger } from './status/log.ts';
import { age, Readings } from './status/readings.ts';
import { FileReporter } from './status/reporters/file-reporter.ts';
import { ShipReporter } from './status/reporters/ship-reporter.ts';
import { StateReporter } from './status/reporters/state-reporter.ts';
import { StoreReporter } from './status/reporters/store-reporter.ts';
import { TailReporter } from './status/reporters/tail-reporter.ts';
import { TemplateReporter } from './status/reporters/template-reporter.ts';
import { Standstill } from './status/standstill.ts';
import { type Store, startStore } from './store/embedded.ts';
import { descriptorsForFiles } from './tail/file/descriptor-limit.ts';
import { version } from './version.ts';

/** How often offsets are saved and unfinished events are checked. */
const TICK_MS = 1000;
const RETENTION_MS = 7 * 24 * 3_600_000;

/** For durations, because the wall clock may jump. */
const monotonic = (): number => performance.now();

/** Read or readable, but not acknowledged when the agent stopped. The next start ships it. */
export interface Left {
  readonly documents: number;
  readonly bytes: number;
}

/** Puts the pipeline together with the state, the embedded store, and the reporters that tell operators about them. */
export class Agent {
  /** URL of the index that documents go to, without credentials. */
  readonly address: string;
  readonly readings: Readings;
  readonly #state: State;
  readonly #store: Store | undefined;
  readonly #pipeline: Pipeline;
  readonly #standstill: Standstill;
  readonly #files: FileReporter;
  #ticking: NodeJS.Timeout | undefined;

  /**
   * Opens state and store and begins to follow containers. Rejects with a sentence for the operator when one of these can't be
   * used. An Elasticsearch that does not answer is no reason to reject: it is tried again until it does.
   */
  static async start(options: Options, log: Logger): Promise<Agent> {
    const counters = newCounters();
    const state = State.open(options.stateDir, {
      clock: Date.now,
      retentionMs: RETENTION_MS,
      deadLettersMaxBytes: options.deadLettersMax,
      deadLettersFull: options.deadLettersFull,
      events: new StateReporter(log, counters, monotonic),
    });
    let store: Store | undefined;
    let agent: Agent;
    try {
      store = options.elasticsearch.length === 0 ? await openStore(options, log) : undefined;
      agent = new Agent(options, log, state, store, counters);
    } catch (error) {
      await store?.close();
      state.close();
      throw error;
    }
    return agent.#start().catch(async (error: unknown) => {
      await agent.stop(0);
      throw error;
    });
  }

  private constructor(
    options: Options,
    log: Logger,
    state: State,
    store: Store | undefined,
    counters: Counters,
  ) {
    this.#state = state;
    this.#store = store;
    const urls = store === undefined ? options.elasticsearch : [new URL(store.url)];
    const [first] = urls;
    this.address = first === undefined ? '' : `${hostLabel(first)}/${options.destination.pattern.wildcard}`;
    tellProxies(options, log);
    this.#pipeline = new Pipeline({
      options,
      state,
      hosts: {
        urls,
        // The embedded store is in this process, and asks for nothing.
        ...(store === undefined && accessBy(options)),
        // The embedded store is in this process, so there is no network to save.
        gzip: store === undefined && options.compression === 'gzip',
        pipeline: options.pipeline,
      },
      // The embedded store has no types.
      ...(store === undefined && templateFor(options, log)),
      tailEvents: new TailReporter(log, counters, monotonic),
      shipEvents: new ShipReporter(log, counters, monotonic),
      settled: (batch) => noteDelay(batch, counters),
      onUnknownFormat: ({ name }, format) =>
        log.warn(
          { container: name, format },
          'The label logagent.format names an unknown format, it is passed over',
        ),
      onFormat: ({ name }, format) => log.info({ container: name, format }, 'Format of a container found'),
      onBadMultiline: ({ name }, cause) =>
        log.warn(
          { container: name, cause },
          'The label logagent.multiline can not be used, lines of this container are put together as those without it are',
        ),
      onBadIndex: ({ name }, cause) =>
        log.warn(
          { container: name, cause },
          'The label logagent.index can not be used, documents of this container go where those without it do',
        ),
      filterEvents: filterCounts(counters),
      isOwn: isOwn(ownProcess('mountinfo'), hostname()),
      maxDescriptors: descriptorsForFiles(ownProcess('limits'), connections(options)),
    });
    if (isContainerId(options.hostName))
      log.warn(
        { hostName: options.hostName },
        "host.name of the documents is a container's id and not the host's name: mount the host's /etc/hostname at /host/etc/hostname, or name the host by --host-name",
      );
    log.info({ folders: this.#pipeline.tail.roots }, 'Reading the logs below these folders');
    this.#standstill = makeStandstill(log, counters, this.#pipeline, state);
    this.#files = new FileReporter(log, filesOf(options));
    this.readings = new Readings({
      address: this.address,
      counters,
      budgetLimit: options.budget,
      pipeline: this.#pipeline,
      state,
      store,
      standstill: this.#standstill,
      clock: Date.now,
    });
  }

  /**
   * Stops reading, ships what has been read for at most `timeout` milliseconds, then closes state and store. An early end loses
   * nothing: documents that were not acknowledged are read again at the next start.
   */
  async stop(timeout: number): Promise<Left> {
    const documents = await this.#pipeline.stop(timeout);
    clearInterval(this.#ticking);
    this.#state.close();
    await this.#store?.close();
    return { documents, bytes: this.#pipeline.lagBytes };
  }

  async #start(): Promise<Agent> {
    await this.#pipeline.start();
    this.#ticking = setInterval(() => {
      this.#pipeline.tick();
      this.#standstill.look();
      this.#files.look();
    }, TICK_MS);
    return this;
  }
}

function makeStandstill(log: Logger, counters: Counters, pipeline: Pipeline, state: State): Standstill {
  return new Standstill({
    log,
    now: monotonic,
    movement: () => ({
      settled: counters.shipped + counters.refused,
      waiting: pipeline.waiting + pipeline.pool.inFlight - pipeline.pool.suspects,
      cause: counters.complaint,
      known: state.healthy ? pipeline.pool.trouble : 'offsets cannot be saved',
    }),
  });
}

/** Variables of the environment decide on proxies, so it is worth a line that they do. */
function tellProxies({ elasticsearch, proxies }: Options, log: Logger): void {
  for (const url of elasticsearch) {
    const proxy = proxies?.for(url);
    if (proxy !== undefined)
      log.info({ host: hostLabel(url), proxy: hostLabel(proxy) }, 'Requests go through a proxy');
  }
}

/** Unless it is not wanted: the index template, and who tells of it. */
function templateFor(options: Options, log: Logger): Pick<PipelineOptions, 'template'> {
  if (options.template === 'off') return {};
  const wanted = { ...templateNeeds(options), version: version(), print: options.template === 'print' };
  const [first] = options.elasticsearch;
  const host = first === undefined ? '' : hostLabel(first);
  const reporter = new TemplateReporter(log, {
    command: (index) => `logagent template --elasticsearch ${host} ${templateArguments(wanted, index)}`,
    policy: wanted.policy,
  });
  return { template: { wanted, events: reporter } };
}

function noteDelay({ newest }: Batch, counters: Counters): void {
  if (newest !== '') counters.delay = age(newest, Date.now());
}

async function openStore(
  { stateDir, storeListen, listenHost, storeMax }: Options,
  log: Logger,
): Promise<Store> {
  const store = await startStore({
    file: join(stateDir, 'store.db'),
    listen: storeListen,
    names: listenHost,
    maxBytes: storeMax,
    events: new StoreReporter(log),
  });
  log.info({ url: store.url }, 'Embedded store started');
  return store;
}

/** The most sockets that may be open at once. Each host has its own; of the embedded store both ends are in this process. */
function connections({ maxShippers, elasticsearch }: Options): number {
  return maxShippers * (elasticsearch.length === 0 ? 2 : elasticsearch.length);
}

/** A file of /proc about this process. Empty on systems without /proc, which have neither containers nor this limit. */
function ownProcess(file: 'mountinfo' | 'limits'): string {
  try {
    return readFileSync(`/proc/self/${file}`, 'utf8');
  } catch {
    return '';
  }
}
