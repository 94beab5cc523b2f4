/** The region's one name, for paths and comparisons: `West Europe` is `westeurope`. */
export const regionName = (location: string): string => location.replace(/\s/g, '').toLowerCase()
