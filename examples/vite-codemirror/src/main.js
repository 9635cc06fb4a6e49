import { javascript } from '@codemirror/lang-javascript';
import { saguimCompletion } from '@saguim/elements/codemirror';
import { basicSetup, EditorView } from 'codemirror';
import { CodeCompleter } from 'saguim';

new EditorView({ extensions: [basicSetup, javascript(), saguimCompletion({ completer: CodeCompleter.create() })], parent: document.body });
