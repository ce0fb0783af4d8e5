import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { HostFiles } from './host-files.ts';

/** Where a container finds the host's name, when `/etc/hostname` of the host is mounted there. */
const HOST_FILE = '/host/etc/hostname';
/** The longest name of a host, and some white space. */
const MOST_BYTES = 300;

/** The name of the host: of the machine, or inside a container what the file of the host says that is mounted there. */
export function hostName(file = HOST_FILE, own = hostname()): string {
  try {
    const text = new HostFiles([dirname(file)]).readText(file, MOST_BYTES).trim();
    // Docker makes a folder of a file that there is not, and a distribution may leave it empty.
    return /^[\w.-]+$/.test(text) ? text : own;
  } catch {
    return own;
  }
}

/** Whether this is the short id by which Docker names a container's own host: of no use to somebody who looks for a machine. */
export function isContainerId(name: string): boolean {
  return /^[0-9a-f]{12}$/.test(name);
}
