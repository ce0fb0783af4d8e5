import { DockerLayout } from '../../src/source/docker/layout.ts';
import { Tail } from '../../src/tail/tail.ts';
import { RecordingEvents, RecordingSink, until } from './harness.ts';

/** Reads a folder of containers with no bound of its own, until so many lines are there; prints what it was told. */
const [folder = '', lines = ''] = process.argv.slice(2);
const sink = new RecordingSink();
const events = new RecordingEvents();
const tail = new Tail({
  layout: new DockerLayout(folder),
  patterns: ['*'],
  from: 'beginning',
  resume: (_id, key) => sink.resume(key),
  containerKnown: (id) => sink.knows(id),
  scanIntervalMs: 100,
  sink,
  events,
});
await tail.start();
await until(
  () => sink.lines.filter(Boolean).length >= Number(lines),
  () => events.all,
);
await until(() => events.all.some((event) => event.startsWith('readable')));
await tail.stop();
process.stdout.write(JSON.stringify({ lines: sink.lines, problems: sink.problems, events: events.all }));
