import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The elements' own colours, which follow the page between light and dark. */
const theme = EditorView.theme({
  '&': { height: '100%', color: 'var(--_text)', backgroundColor: 'var(--_ground)', fontSize: '14px' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--_mono)', lineHeight: '1.6' },
  '.cm-content': { padding: '12px 0', caretColor: 'var(--_text)' },
  '.cm-line': { padding: '0 16px 0 8px' },
  '.cm-cursor, .cm-dropCursor': { borderLeftColor: 'var(--_text)', borderLeftWidth: '2px' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--_accent) 24%, transparent)',
  },
  '.cm-gutters': { backgroundColor: 'var(--_ground)', color: 'var(--_muted)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '40px', paddingInline: '8px' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--_raised) 50%, transparent)' },
  '.cm-activeLineGutter': { color: 'var(--_text)' },
  '&.cm-focused .cm-matchingBracket, .cm-matchingBracket': { backgroundColor: 'var(--_accent-soft)', outline: '1px solid var(--_accent)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'var(--_danger-soft)' },
  '.cm-foldPlaceholder': {
    backgroundColor: 'var(--_raised)',
    border: '1px solid var(--_border)',
    color: 'var(--_muted)',
    padding: '0 6px',
  },
  '.cm-panels': { backgroundColor: 'var(--_raised)', color: 'var(--_text)' },
  '.cm-panels.cm-panels-bottom': { borderTop: '1px solid var(--_border)' },
  '.cm-textfield': { backgroundColor: 'var(--_ground)', color: 'var(--_text)', border: '1px solid var(--_field)', borderRadius: '6px' },
  '.cm-button': {
    backgroundColor: 'var(--_ground)',
    backgroundImage: 'none',
    color: 'var(--_text)',
    border: '1px solid var(--_border)',
    borderRadius: '6px',
  },
  '.cm-panel.cm-search': { padding: '8px 32px 8px 12px' },
  '.cm-panel.cm-search [name=close]': { color: 'var(--_text)', fontSize: '18px', width: '24px' },
  '.cm-searchMatch': { backgroundColor: 'color-mix(in srgb, var(--_accent) 24%, transparent)' },
  '.cm-searchMatch.cm-searchMatch-selected': { backgroundColor: 'color-mix(in srgb, var(--_accent) 48%, transparent)' },
  '.cm-tooltip': { backgroundColor: 'var(--_ground)', color: 'var(--_text)', border: '1px solid var(--_border)' },
});

/** As code in answers is coloured. */
const colours = HighlightStyle.define([
  { tag: [tags.comment, tags.quote], color: 'light-dark(#62666b, #9aa39d)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.modifier, tags.operatorKeyword], color: 'light-dark(#8a2f7a, #e2a6d8)' },
  { tag: [tags.string, tags.regexp, tags.attributeValue], color: 'light-dark(#1c6b35, #93d6a6)' },
  { tag: [tags.number, tags.bool, tags.null, tags.atom, tags.color, tags.meta], color: 'light-dark(#8a4b08, #e8bd86)' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.heading, tags.tagName],
    color: 'light-dark(#1a55a8, #9cc3f5)',
  },
  {
    tag: [tags.typeName, tags.className, tags.namespace, tags.attributeName, tags.definition(tags.propertyName)],
    color: 'light-dark(#0b6570, #8cd3dc)',
  },
  { tag: tags.invalid, color: 'light-dark(#a8261c, #f5a59c)' },
]);

export const codeTheme: Extension = [theme, syntaxHighlighting(colours)];
