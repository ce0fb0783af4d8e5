import type { Troubles } from './troubles.ts';

/**
 * `incomplete`: something that should be there is not there yet. `failed`: something can't be read now. `more`: so much is to be looked at that
 * it goes on with the next look, at once.
 */
export type Finding = 'fine' | 'incomplete' | 'failed' | 'more';

/** Does work on files under `path`; what a system call says against it is reported. Rejects on broken promises only. */
export async function expectTrouble(
  path: string,
  troubles: Troubles,
  work: () => Promise<Finding>,
): Promise<Finding> {
  try {
    return await work();
  } catch (error) {
    const { code, syscall, path: named } = error as NodeJS.ErrnoException;
    // No system call's failure but a broken promise of the program.
    if (syscall === undefined && code === undefined) throw error;
    if (code === 'ENOENT') return 'incomplete';
    troubles.failed(named ?? path, error);
    return 'failed';
  }
}
