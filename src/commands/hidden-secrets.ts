/** The command line as `ps` may show it: keys and passwords are as many x; undefined when it holds none. */
export function withoutSecrets(args: readonly string[]): readonly string[] | undefined {
  const hidden = args.map((arg, i) => {
    if (args[i - 1] === '--api-key') return crossed(arg);
    const key = arg.startsWith('--api-key=') ? arg.indexOf('=') + 1 : arg.length;
    return (arg.slice(0, key) + crossed(arg.slice(key))).replace(
      /(:\/\/[^/@:]*:)([^/]*)@/g,
      (_all, user: string, password: string) => `${user}${crossed(password)}@`,
    );
  });
  return hidden.some((arg, i) => arg !== args[i]) ? hidden : undefined;
}

function crossed(text: string): string {
  return 'x'.repeat(text.length);
}
