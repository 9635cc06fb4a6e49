// The programs of the guide, through a bundler.
import { Assistant } from '../../packages/transformers-samples/assistant.mjs';
import { Chatbot } from '../../packages/transformers-samples/chatbot.mjs';
import { complete } from '../../packages/transformers-samples/code-completer.mjs';
import { Moderator } from '../../packages/transformers-samples/moderator.mjs';

window.samples = { Assistant, Chatbot, complete, Moderator };
