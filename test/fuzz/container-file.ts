import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostFiles } from '../../src/host-files.ts';
import { readContainerFile } from '../../src/source/docker/container-file.ts';
import { below, mutate, pick, type Random } from './mutate.ts';

const ID = 'ab'.repeat(32);
const WHOLE = JSON.stringify({
  StreamConfig: {},
  State: {
    Running: false,
    Paused: false,
    Pid: 4711,
    ExitCode: 0,
    StartedAt: '2024-05-01T10:00:00.000000001Z',
    FinishedAt: '2024-05-01T11:00:00.000000001Z',
  },
  ID,
  Name: '/prod1',
  Config: {
    Hostname: 'prod1',
    Env: ['PATH=/bin', 'A={"b":[1]}'],
    Image: 'registry.example/shop:1.2',
    Labels: { 'com.docker.compose.service': 'shop', 'logagent.format': 'json', note: 'ü "quoted" \\ [{' },
  },
  LogPath: `/var/lib/docker/containers/${ID}/${ID}-json.log`,
});
/** What a file may be refused for, with a remedy. */
const REFUSAL = 'EFBIG';

/** A damaged or hostile `config.v2.json` is understood as far as it is one, taken for half written, or refused in a sentence. */
export function fuzzContainerFile(random: Random, folder: string): void {
  const path = join(folder, 'config.v2.json');
  const text = random() < 0.1 ? hostile(random) : WHOLE;
  writeFileSync(path, random() < 0.9 ? mutate(Buffer.from(text), random) : text);
  let state: ReturnType<typeof readContainerFile>;
  try {
    state = readContainerFile(new HostFiles([folder]), path, ID);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    assert.equal(code, REFUSAL, message);
    return;
  }
  if (state === undefined) return;
  const { container, ended = '' } = state;
  assert.equal(container.id, ID);
  assert.equal(typeof ended, 'string');
  for (const value of [container.name, container.image, ...Object.values(container.labels)])
    assert.equal(typeof value, 'string');
  assert.notEqual(container.name, '');
}

/** Much of one thing. */
function hostile(random: Random): string {
  const count = 1 + below(random, 200_000);
  return pick(random, [
    () => '['.repeat(count),
    () => `{"a":${'{"a":['.repeat(count)}`,
    () => WHOLE.replace('"ü ', `"${'\\u0000'.repeat(count)}`),
    () => WHOLE.replace('{"com', `{${'"label":"x",'.repeat(count)}"com`),
    () => WHOLE.replace('"Labels":', `"Other":${'['.repeat(count)}${']'.repeat(count)},"Labels":`),
    () => WHOLE.replace('/prod1', `/${'\\ud800'.repeat(count)}`),
  ])();
}
