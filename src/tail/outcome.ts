import type { Troubles } from './troubles.ts';

/** `incomplete`: something that should be there is not there yet. `failed`: something can't be read now. */
export type Outcome = 'fine' | 'incomplete' | 'failed';

/** Does work on files under `path`; what a system call says against it is reported. Rejects on broken promises only. */
export async function expectTrouble(
  path: string,
  troubles: Troubles,
  work: () => Promise<Outcome>,
): Promise<Outcome> {
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
