/**
 * Runs in the page: types, moves, accepts and dismisses at random, while answers come at random times; each says for which text it was made.
 * @returns what was shown or inserted that was made for another text, and how many suggestions were inserted
 */
export async function typeAtRandom(steps) {
  // What is suggested says for which text it was made.
  const made = (prefix, suffix) =>
    `<${prefix.length}:${suffix.length}:${[...prefix, ...suffix].reduce((sum, { charCodeAt: _, ...sign }) => (sum * 31 + sign[0].charCodeAt(0)) % 9973, 7)}>`;
  globalThis.respond = made;
  globalThis.held = true;
  let seed = 1;
  const random = (below) => (seed = (seed * 48271) % 2147483647) % below;
  const { editor, waiting } = globalThis;
  const found = [];
  let inserted = 0;
  const check = () => {
    const shown = editor.ghost();
    const [caret] = editor.carets();
    const all = editor.text();
    const right = made(all.slice(0, caret), all.slice(caret));
    if (shown !== null && shown !== right) found.push([shown, right]);
    return shown === null ? undefined : right;
  };
  // CodeMirror paints at once, the others with the next frame: a text area tells of a value that a page sets before it.
  const turn = () =>
    new Promise((resolve) => ('letterBox' in globalThis.editor ? setTimeout(resolve) : requestAnimationFrame(() => setTimeout(resolve))));
  const target = () => {
    const find = (root) => (root.activeElement?.shadowRoot?.activeElement ? find(root.activeElement.shadowRoot) : root.activeElement);
    return find(document);
  };
  const key = (name, keyCode) =>
    target().dispatchEvent(
      new KeyboardEvent('keydown', { key: name, code: name, keyCode, bubbles: true, composed: true, cancelable: true }),
    );
  for (let step = 0; step < steps; step++) {
    const length = editor.text().length;
    const what = random(14);
    if (what < 4) document.execCommand('insertText', false, 'xyz\n'[random(4)]);
    else if (what < 5) editor.move(random(length + 1));
    else if (what < 6) editor.set('m\n'.repeat(random(5)), 0);
    else if (what < 7) {
      key('Escape', 27);
      await turn();
      // Another key: the next Tab is no leaving.
      key('F9', 120);
    } else if (what < 12) while (waiting.length > 0 && random(3) > 0) waiting.splice(random(waiting.length), 1)[0]();
    else {
      const right = check();
      const [caret] = editor.carets();
      const before = editor.text();
      key('Tab', 9);
      const after = editor.text();
      if (right !== undefined) {
        inserted++;
        if (after !== before.slice(0, caret) + right + before.slice(caret)) found.push([before, after, right]);
      } else if (after.includes('<') && !before.includes('<')) found.push([before, after]);
      editor.set('a', 1);
    }
    await turn();
    check();
  }
  // The document goes while answers are on their way.
  globalThis.held = true;
  editor.set('q', 1);
  document.execCommand('insertText', false, 'x');
  await turn();
  editor.close();
  for (const answer of waiting.splice(0)) answer();
  await turn();
  return { found, inserted };
}
