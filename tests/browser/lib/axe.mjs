import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds in Studio, in words. `scope` is a part of the shell: what is open on top of the rest, which is out of reach then. */
export async function axeProblems(page, scope) {
  // The page's policy keeps scripts out; this one comes through the debugger.
  await page.evaluate(axe);
  const { violations } = await page.evaluate(
    (part) => globalThis.axe.run(part ? { include: [{ fromShadowDom: ['studio-app', part] }] } : document, { resultTypes: ['violations'] }),
    scope,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.flat().join(' ')}\n${failureSummary}`),
  );
}

/** Runs axe on a state of the page wide and narrow, light and dark. @returns what it found, by how it looked */
export async function axeEverywhere(page) {
  const found = {};
  const size = page.viewportSize();
  for (const [name, viewport] of Object.entries({ wide: { width: 1280, height: 800 }, narrow: { width: 360, height: 740 } })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const problems = await axeProblems(page);
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) problems.push('it is wider than the page');
      if (problems.length > 0) found[`${name}, ${colorScheme}`] = problems;
    }
  }
  await page.setViewportSize(size);
  await page.emulateMedia({ colorScheme: 'light' });
  return found;
}
