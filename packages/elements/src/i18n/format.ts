import type { InterfaceLanguage } from './language.js';

/** Bytes as people read them. */
export function formatBytes(bytes: number, language: InterfaceLanguage): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const digits = power < 2 ? 0 : 1;
  // "41 byte" is what English makes of the short form.
  const unitDisplay = power === 0 ? 'long' : 'short';
  return new Intl.NumberFormat(language, { style: 'unit', unit: units[power], unitDisplay, maximumFractionDigits: digits }).format(
    bytes / 1000 ** power,
  );
}
