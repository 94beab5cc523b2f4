/** How a region is spelled in an input: `westeurope`, or `West Europe` as the portal shows it. */
export const REGION = {
  pattern: /^[a-zA-Z][a-zA-Z0-9 ]{1,40}$/,
  expected: 'a region of Azure, as westeurope',
}

/** The region's one name, for paths and comparisons: `West Europe` is `westeurope`. */
export const regionName = (location: string): string => location.replace(/\s/g, '').toLowerCase()
