/**
 * The address that a cloud id names: `NAME:` and base64 of `HOST$ID$…`, where a port may stand behind host or id. Undefined when it is none.
 */
export function addressOfCloudId(text: string): URL | undefined {
  const encoded = text.trim().split(':').at(-1) ?? '';
  const [host = '', id = ''] = Buffer.from(encoded, 'base64').toString().split('$');
  const [hostName, hostPort] = host.split(':');
  const [idName, port = hostPort ?? '443'] = id.split(':');
  const isName = (name: string | undefined): boolean => /^[\w.-]+$/.test(name ?? '');
  if (!isName(hostName) || !isName(idName) || !/^\d{1,5}$/.test(port)) return undefined;
  const address = `https://${idName}.${hostName}:${port}`;
  return URL.canParse(address) ? new URL(address) : undefined;
}
