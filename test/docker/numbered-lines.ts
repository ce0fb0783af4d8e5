/**
 * What the test's containers print: line I of container TAG is the same text wherever it is computed, here and in the
 * shell script that the containers run.
 */

const pad = (length: number): string => '0'.repeat(length);
const two = (number: number): string => String(number).padStart(2, '0');

export function lineOf(tag: string, i: number): string {
  if (i % 250 === 0) return `${tag} ${i} long ${pad(40_000)}`;
  if (i % 10 === 3) return `${tag} ${i} plain\t<b>&"quoted"\\back ä€𝄞 \u001b[31mred`;
  const bytes = i % 9 === 0 ? '-' : i % 5000;
  const referrer = i % 100 === 0 ? pad(20_000) : '-';
  const seconds = `${two(Math.trunc(i / 60) % 60)}:${two(i % 60)}`;
  return `10.0.${Math.trunc(i / 250) % 250}.${i % 250} - user${i % 7} [23/Nov/2026:20:${seconds} +0200] "GET /${tag}/${i}?q=<a&b> HTTP/1.1" 200 ${bytes} "${referrer}" "agent/1.0 (${i})"`;
}

/** Every seventh line goes to standard error. The last words have no newline. */
export const lastWords = (tag: string, i: number): string => `${tag} ${i} was the last`;

/**
 * Prints lines up to the number in `/control/TAG.limit`, waits for a greater one, goes on where the run before has ended,
 * and on SIGTERM leaves the number of its last line in `/control/TAG.count`.
 */
export const script = `#!/bin/sh
i=0; long=$(printf '%040000d' 0); referrer=$(printf '%020000d' 0); esc=$(printf '\\033')
[ ! -f /control/$TAG.count ] || read -r i </control/$TAG.count
stop=; trap 'stop=1' TERM
print() {
  if [ $((i % 250)) = 0 ]; then echo "$TAG $i long $long"; return; fi
  if [ $((i % 10)) = 3 ]; then printf '%s\\t%s\\n' "$TAG $i plain" "<b>&\\"quoted\\"\\\\back ä€𝄞 $esc[31mred"; return; fi
  bytes=$((i % 5000)); [ $((i % 9)) != 0 ] || bytes=-
  from=-; [ $((i % 100)) != 0 ] || from=$referrer
  printf '10.0.%d.%d - user%d [23/Nov/2026:20:%02d:%02d +0200] "GET /%s/%d?q=<a&b> HTTP/1.1" 200 %s "%s" "agent/1.0 (%d)"\\n' \\
    $((i / 250 % 250)) $((i % 250)) $((i % 7)) $((i / 60 % 60)) $((i % 60)) $TAG $i $bytes "$from" $i
}
while [ -z "$stop" ]; do
  limit=0; [ ! -f /control/$TAG.limit ] || read -r limit </control/$TAG.limit
  while [ -z "$stop" ] && [ $i -lt $limit ]; do
    i=$((i + 1))
    if [ $((i % 7)) = 0 ]; then print >&2; else print; fi
  done
  usleep 20000
done
echo $i >/control/$TAG.count.new; mv /control/$TAG.count.new /control/$TAG.count
printf '%s' "$TAG $i was the last"
`;
