/** A logging command `##vso[area.event key=value;]data`. */
export interface Command {
  area: string
  event: string
  /** Keys in lower case, otherwise as written: a key that begins with a space is another key. */
  properties: ReadonlyMap<string, string>
  data: string
}

export const commandMarker = '##vso['

/** Undefined for a line without a command, or with one that cannot be read. */
export function parseCommand(line: string): Command | undefined {
  const start = line.indexOf(commandMarker)
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  const info = line.slice(start + commandMarker.length, end)
  const space = info.indexOf(' ')
  const [area, event, ...more] = (space < 0 ? info : info.slice(0, space))
    .split('.')
    .filter(part => part !== '')
  if (area === undefined || event === undefined || more.length > 0) return undefined
  return {
    area,
    event,
    properties: space < 0 ? new Map() : readProperties(info.slice(space + 1)),
    data: unescape(line.slice(end + 1)),
  }
}

function readProperties(text: string): Map<string, string> {
  const properties = new Map<string, string>()
  for (const pair of text.split(';')) {
    // Empty parts are dropped: "a==b" is a pair of "a" and "b", "a=" and "=b" are no pairs.
    const found = /^=*([^=]+)=+([\s\S]+)$/.exec(pair)
    if (found) properties.set((found[1] ?? '').toLowerCase(), unescape(found[2] ?? ''))
  }
  return properties
}

/** The percent sign comes last: `%AZP253B` is the text `%3B`. */
function unescape(text: string): string {
  return text
    .replaceAll('%3B', ';')
    .replaceAll('%0D', '\r')
    .replaceAll('%0A', '\n')
    .replaceAll('%5D', ']')
    .replaceAll('%AZP25', '%')
}
