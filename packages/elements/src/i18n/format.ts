import type { InterfaceLanguage } from './language.js';

/** Bytes as people read them. */
export function formatBytes(bytes: number, language: InterfaceLanguage): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const digits = power < 2 ? 0 : 1;
  return new Intl.NumberFormat(language, { style: 'unit', unit: units[power], maximumFractionDigits: digits }).format(
    bytes / 1000 ** power,
  );
}
