/** The command line as `ps` may show it, with keys and passwords replaced by as many x. Undefined when it holds none. */
export function withoutSecrets(args: readonly string[]): readonly string[] | undefined {
  const hidden = args.map((arg, i) => {
    if (args[i - 1] === '--api-key') return crossed(arg);
    const key = arg.startsWith('--api-key=') ? arg.indexOf('=') + 1 : arg.length;
    // Up to the last @ of an address: a password may hold @ and / that should have been %40 and %2F.
    return (arg.slice(0, key) + crossed(arg.slice(key))).replace(
      /(:\/\/[^/@:,]*:)((?:(?!,https?:\/\/).)*)@/gs,
      (_all, user: string, password: string) => `${user}${crossed(password)}@`,
    );
  });
  return hidden.some((arg, i) => arg !== args[i]) ? hidden : undefined;
}

function crossed(text: string): string {
  return 'x'.repeat(text.length);
}
