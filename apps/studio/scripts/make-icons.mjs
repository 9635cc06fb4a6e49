// Makes the app's icons from the marmoset in packages/elements/src/icons.ts: the SVG as a file, and PNG in the sizes that systems ask
// for, drawn by Chromium. Run it when the drawing changes: node apps/studio/scripts/make-icons.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright';
import { ensureChromium } from '../../../scripts/lib/chromium.mjs';

const source = readFileSync(new URL('../../../packages/elements/src/icons.ts', import.meta.url), 'utf8');
const drawing = source
  .match(/svg`\n([\s\S]*?)`\}\n<\/svg>/)[1]
  .replace(/var\([\w-]+, (#\w+)\)/g, '$1')
  .replace(/^ {2}/gm, '')
  .trim();

/** @param {{ground?: string, margin?: number, round?: number}} options margin and corner in units of the drawing's 64 */
const picture = ({ ground, margin = 0, round = 0 } = {}) =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${-margin} ${-margin} ${64 + 2 * margin} ${64 + 2 * margin}">\n${
    ground
      ? `<rect x="${-margin}" y="${-margin}" width="${64 + 2 * margin}" height="${64 + 2 * margin}" rx="${round}" fill="${ground}"/>\n`
      : ''
  }${drawing}\n</svg>\n`;

const folder = new URL('../public/', import.meta.url);
writeFileSync(new URL('icon.svg', folder), picture());

const green = '#1b6b45';
const icons = [
  ['icon-180.png', 180, picture({ ground: green, margin: 12 })],
  ['icon-192.png', 192, picture({ ground: green, margin: 10, round: 18 })],
  ['icon-512.png', 512, picture({ ground: green, margin: 10, round: 18 })],
  // Systems cut this one to a shape of their own: the drawing stays within the inner 80 %.
  ['icon-maskable-512.png', 512, picture({ ground: green, margin: 16 })],
];
const browser = await chromium.launch({ executablePath: await ensureChromium(), args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
for (const [name, size, svg] of icons) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>html,body{margin:0;background:none}svg{display:block;width:100vw;height:100vh}</style>${svg}`);
  writeFileSync(new URL(name, folder), await page.screenshot({ omitBackground: true }));
}
await browser.close();
