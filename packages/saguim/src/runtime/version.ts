/** The package's version: tabs with different ones do not share an engine. */
export const version = '0.1.0';
