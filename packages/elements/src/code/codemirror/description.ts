import { EditorView, type PluginValue, ViewPlugin } from '@codemirror/view';
import { codeMessages } from '../../i18n/code-language.js';
import { isMac } from '../session-source.js';
import { completionOptions } from './completion-plugin.js';

let count = 0;

/** Says which keys there are, and how to leave, to whoever has the editor read out. */
class Description implements PluginValue {
  readonly dom = document.createElement('div');

  constructor(view: EditorView) {
    const options = view.state.facet(completionOptions);
    this.dom.id = `saguim-editor-keys-${++count}`;
    this.dom.className = 'cm-saguim-unseen';
    this.dom.textContent = codeMessages(options?.interfaceLanguage).description(isMac());
    view.dom.append(this.dom);
  }

  destroy(): void {
    this.dom.remove();
  }
}

export const description = ViewPlugin.fromClass(Description, {
  provide: (plugin) =>
    EditorView.contentAttributes.of((view): Record<string, string> => {
      const id = view.plugin(plugin)?.dom.id;
      return id ? { 'aria-describedby': id } : {};
    }),
});
