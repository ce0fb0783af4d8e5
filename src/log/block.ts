import type { Notes } from './notes.ts';

/** A container as its documents show it. A rename makes a new object. */
export interface Container {
  /** Unique among the containers of a source, and part of every `_id`. Docker's has 64 hex digits. */
  readonly id: string;
  /** As an operator calls it. */
  readonly name: string;
  readonly image: string;
  /** The name of what it is one of, as an orchestrator has it: containers that are made in place of each other, or beside each other, have one. */
  readonly service?: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Where it is one of a Compose project's. */
  readonly compose?: { readonly project: string; readonly service: string };
  /** Where it is one of a pod's. */
  readonly pod?: Pod;
  /** When it was made, RFC 3339; undefined where the source does not tell. It never changes. */
  readonly created?: string;
}

/** A pod of Kubernetes, as one of its containers has it. */
export interface Pod {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** What the container is called in it. */
  readonly container: string;
}

/**
 * One generation of a container's log file: the bytes from its first line to its end, whatever name the
 * file bears after rotation. A container has one generation that grows and any number of ended ones.
 */
export interface Source {
  /** The fingerprint: 16 base64url characters, the hash of container id and first complete line. First part of every `_id`. */
  readonly key: string;
  readonly container: Container;
  /** The path under which the generation was opened. */
  readonly path: string;
  /** Which start of the container wrote it, from 0: see `Layout.startOf`. */
  readonly start?: number;
  readonly notes: Notes;
}

/**
 * A run of bytes of one generation, handed from tail to parse.
 *
 * An offset is a count of uncompressed bytes from the generation's beginning; `to` is the byte after the last byte handed on,
 * where reading goes on.
 */
export interface Block {
  readonly source: Source;
  readonly from: number;
  /** `to - from === bytes.length`. */
  readonly to: number;
  /**
   * Complete lines, each ended by LF. Only the last block of an ended generation may end without one.
   * Valid during the call only: the reader uses the memory again.
   */
  readonly bytes: Buffer;
  /** The bytes are one piece of a line longer than `--max-line`, which has been cut into several such blocks. */
  readonly cut: boolean;
}
