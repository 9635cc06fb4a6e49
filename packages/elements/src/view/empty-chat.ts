import { css, html, nothing } from 'lit';
import type { ChatModelInfo } from '../chat/chat-provider.js';
import { type InterfaceLanguage, languageNames } from '../i18n/language.js';
import type { ChatMessages } from '../i18n/messages.js';
import { logo } from '../icons.js';

/** A question that is sent when it is chosen; in a language that the model speaks. */
export interface ChatExample {
  /** What it shows, in the reader's language. */
  readonly title: string;
  /** What is sent. */
  readonly text: string;
}

export const defaultExamples = (m: ChatMessages): ChatExample[] => [
  { title: m.exampleExplain, text: 'Why is the sky blue? Explain it to a child.' },
  { title: m.exampleWrite, text: 'Write a short poem about the sea.' },
  { title: m.exampleRewrite, text: 'Rewrite this more politely: Send me the report now.' },
  { title: m.exampleCode, text: 'Write a Python function that checks if a word is a palindrome.' },
];

interface EmptyChat {
  readonly model: ChatModelInfo;
  readonly language: InterfaceLanguage;
  readonly messages: ChatMessages;
  readonly examples: readonly ChatExample[];
  readonly choose: (text: string) => void;
}

/** What stands where messages will: which language the model speaks, and examples that run at once. */
export function renderEmptyChat({ model, language, messages: m, examples, choose }: EmptyChat) {
  const spoken = model.languages.length > 0 ? languageNames(model.languages, language) : '';
  return html`
    <div class="empty" part="empty">
      ${logo}
      <h2>${m.emptyTitle}</h2>
      ${spoken ? html`<p class="speaks">${m.languageNotice(model.title, spoken)}</p>` : nothing}
      ${
        examples.length > 0
          ? html`
              <ul class="tries" aria-label=${m.examples}>
                ${examples.map(
                  ({ title, text }) => html`
                    <li>
                      <button class="example" part="example" @click=${() => choose(text)}>
                        <span class="example-title">${title}</span>
                        <span lang=${model.languages[0] ?? nothing}>${text}</span>
                      </button>
                    </li>
                  `,
                )}
              </ul>
            `
          : nothing
      }
    </div>
  `;
}

export const emptyChatStyles = css`
  .speaks {
    margin: 0 auto 24px;
    max-width: 480px;
    font-size: 15px;
    color: var(--_muted);
    text-wrap: balance;
  }
  .example {
    display: block;
  }
  .example-title {
    display: block;
    margin-block-end: 2px;
    font-size: 13px;
    color: var(--_muted);
  }
`;
