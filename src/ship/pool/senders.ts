import { Introduced } from '../hosts/introduced.ts';
import { HttpSender, type Sender } from '../requests/sender.ts';
import { TemplateFirst, type TemplateQuestion } from '../template/template-first.ts';
import type { Time } from '../time.ts';
import type { PoolOptions } from './pool-options.ts';

/** A sender for each address, which tells what server stands there; none when senders were given in place of addresses. */
export function openHosts({ hosts, index, max, events }: PoolOptions, time: Time): readonly Introduced[] {
  if (!('urls' in hosts)) return [];
  const { urls, ...options } = hosts;
  const senders = urls.map((url) => new HttpSender(url, index, { ...options, connections: max }));
  return senders.map((sender) => new Introduced(sender, time, events));
}

/** In the order of the hosts. Documents wait in them for the template, if there is to be one. */
export function sendersOf(
  { hosts }: PoolOptions,
  opened: readonly Introduced[],
  question: TemplateQuestion | undefined,
): readonly Sender[] {
  if (!('urls' in hosts)) return hosts;
  return question === undefined ? opened : opened.map((sender) => new TemplateFirst(sender, question));
}
