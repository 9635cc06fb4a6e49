import { EditorView, WidgetType } from '@codemirror/view';

/**
 * Grey text after the caret. It stands in the line like any other text, so that it wraps, and moves what follows, as what is accepted
 * will; a screen reader is told of it otherwise.
 */
export class GhostWidget extends WidgetType {
  constructor(readonly text: string) {
    super();
  }

  override eq(other: GhostWidget): boolean {
    return other.text === this.text;
  }

  override get lineBreaks(): number {
    return this.text.split('\n').length - 1;
  }

  override toDOM(): HTMLElement {
    const dom = document.createElement('span');
    dom.className = 'cm-saguim-suggestion';
    dom.ariaHidden = 'true';
    dom.textContent = this.text;
    return dom;
  }

  /** Typed-through text changes the one that stands there: nothing flickers. */
  override updateDOM(dom: HTMLElement): boolean {
    dom.textContent = this.text;
    return true;
  }

  override ignoreEvent(): boolean {
    return false;
  }
}

/** Grey on either ground at 4.5:1, and slanted: not told by colour alone. Nothing about it moves. */
export const ghostTheme = EditorView.baseTheme({
  '.cm-saguim-suggestion': { fontStyle: 'italic', fontWeight: 'normal', textDecoration: 'none', userSelect: 'none' },
  '&.cm-saguim-composing .cm-saguim-suggestion': { visibility: 'hidden' },
  '&light .cm-saguim-suggestion': { color: 'var(--saguim-suggestion, #6a6d68)' },
  '&dark .cm-saguim-suggestion': { color: 'var(--saguim-suggestion, #9ba09b)' },
  '.cm-saguim-unseen': { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
});
