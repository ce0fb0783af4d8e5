import assert from 'node:assert/strict';
import { test } from 'node:test';
import { combined } from '../../src/parse/formats/combined.ts';
import type { Frame } from '../../src/parse/frame.ts';
import { usualSchema } from '../../src/parse/schemas/short.ts';
import { makeFrame } from './make-frame.ts';
import { container, makeSource } from './rig.ts';

const constant = (frame: Frame) => JSON.parse(`{"log":{"offset":0${frame.tailBytes}`);

test('head and tail stand around the offsets', () => {
  const frame = makeFrame(makeSource(), 'host1', () => true, [combined(usualSchema.access)], usualSchema);
  assert.equal(frame.head.bytes.bytes.toString(), '{"create":{"_id":"KEY-OF-16-BYTES_.');
  assert.deepEqual(constant(frame), {
    log: { offset: 0, file: { path: '/containers/ab/ab-json.log' } },
    container: { id: container.id, name: 'prod1', image: 'nginx:1.27', labels: { com_example_team: 'shop' } },
    host: { name: 'host1' },
  });
  assert.ok(frame.tailBytes.toString().endsWith('}\n'));
  assert.equal(frame.lastTime, '');
});

test('bytes and strings are the same', () => {
  const named = makeSource({ container: { ...container, name: 'jürgen "🚀"\n' }, path: '/söurce' });
  const frame = makeFrame(named, 'hôst', () => true, [combined(usualSchema.access)], usualSchema);
  assert.equal(frame.tailBytes.toString(), frame.tailWith(undefined));
  assert.equal(constant(frame).container.name, 'jürgen "🚀"\n');
  assert.equal(frame.tailBytes.indexOf('\n'), frame.tailBytes.length - 1);
});

test('labels are chosen by their own name and lose their dots', () => {
  const labels = { 'app.kubernetes.io/name': 'a', app: 'b', 'not.wanted': 'c' };
  const frame = makeFrame(
    makeSource({ container: { ...container, labels } }),
    'h',
    (name) => name !== 'not.wanted',
    [combined(usualSchema.access)],
    usualSchema,
  );
  assert.deepEqual(constant(frame).container.labels, { 'app_kubernetes_io/name': 'a', app: 'b' });
});

test('labels that Elasticsearch would refuse, or that would be twice, or are JavaScript', () => {
  const labels = JSON.parse('{"":"x"," ":"y","a.b":"1","a_b":"2","__proto__":"p","constructor":"c"}');
  const { tailBytes } = makeFrame(
    makeSource({ container: { ...container, labels } }),
    'h',
    () => true,
    [combined(usualSchema.access)],
    usualSchema,
  );
  assert.match(tailBytes.toString(), /"labels":\{"a_b":"2","__proto__":"p","constructor":"c"\}/);
});

test('no label wanted: no field', () => {
  const frame = makeFrame(makeSource(), 'h', () => false, [combined(usualSchema.access)], usualSchema);
  assert.equal('labels' in constant(frame).container, false);
});

test('a long label is cut, never within a character, and labels beyond the limit are left out', () => {
  const labels = {
    manifest: `${'x'.repeat(1023)}🚀 and so on`,
    ...Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`l${i}`, 'y'.repeat(1000)])),
    small: 'kept',
  };
  const frame = makeFrame(
    makeSource({ container: { ...container, labels } }),
    'h',
    () => true,
    [],
    usualSchema,
  );
  const carried = constant(frame).container.labels as Record<string, string>;
  assert.equal(carried.manifest, 'x'.repeat(1023));
  assert.deepEqual(Object.keys(carried), ['manifest', 'l0', 'l1', 'l2', 'l3', 'l4', 'l5', 'l6', 'small']);
  assert.ok(frame.tailBytes.length < 9 * 1024);
});
