/** The first 32 hexadecimal digits of a hash, written as a GUID: a name that the same content always has. */
export const guidOf = (hash: string): string =>
  hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5')
