/** Where a container printed a line; empty when the line does not tell. */
export type Stream = 'stdout' | 'stderr' | '';
