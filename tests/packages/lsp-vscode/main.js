// VS Code's own editor and extension host in a page, with its client library for language servers. Messages go by the two functions of the test.
import { initialize } from '@codingame/monaco-vscode-api';
import getConfiguration, { updateUserConfiguration } from '@codingame/monaco-vscode-configuration-service-override';
import * as monaco from '@codingame/monaco-vscode-editor-api';
import getLanguages from '@codingame/monaco-vscode-languages-service-override';
import getModels from '@codingame/monaco-vscode-model-service-override';
import '@codingame/monaco-vscode-javascript-default-extension';
import 'vscode/localExtensionHost';
import * as vscode from 'vscode';
import { BrowserMessageReader, BrowserMessageWriter, LanguageClient } from 'vscode-languageclient/browser';

const worker = () =>
  new Worker(new URL('@codingame/monaco-vscode-editor-api/esm/vs/editor/editor.worker.js', import.meta.url), { type: 'module' });
globalThis.MonacoEnvironment = { getWorker: worker };

const { port1, port2 } = new MessageChannel();
port2.onmessage = ({ data }) => globalThis.toServer(data);
globalThis.fromServer = (message) => port2.postMessage(message);

/** Starts the editor with a text and the server's client. @returns VS Code's version */
globalThis.start = async (text, settings) => {
  await initialize({ ...getConfiguration(), ...getLanguages(), ...getModels() });
  await updateUserConfiguration(JSON.stringify(settings));
  const model = monaco.editor.createModel(text, 'javascript', monaco.Uri.parse('inmemory://project/sum.js'));
  const editor = (globalThis.editor = monaco.editor.create(document.querySelector('#place'), { model, quickSuggestions: false }));
  editor.setPosition(model.getPositionAt(text.length));
  editor.focus();
  const transport = async () => ({ reader: new BrowserMessageReader(port1), writer: new BrowserMessageWriter(port1) });
  const documentSelector = [{ scheme: '*', language: '*' }];
  globalThis.client = new LanguageClient('saguim', 'Saguim', transport, { documentSelector });
  await globalThis.client.start();
  return vscode.version;
};
globalThis.setting = (settings) => updateUserConfiguration(JSON.stringify(settings));
globalThis.ready = true;
