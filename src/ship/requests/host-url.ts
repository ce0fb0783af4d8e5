/** The `Authorization` by a URL's user and password; undefined when it has neither. */
export function basicOf({ username, password }: URL): string | undefined {
  if (username === '' && password === '') return undefined;
  return `Basic ${Buffer.from(`${decode(username)}:${decode(password)}`).toString('base64')}`;
}

/** Undoes percent-encoding. A text with a `%` that is no escape stays as it is: WHATWG URLs allow one in a password. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** An address for people: scheme, host and port, never user or password. */
export function labelOf({ protocol, host }: URL): string {
  return `${protocol}//${host}`;
}
