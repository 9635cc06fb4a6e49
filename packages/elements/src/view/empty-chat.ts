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
              <ul aria-label=${m.examples}>
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
  .empty {
    width: 100%;
    max-width: 640px;
    margin: auto;
    padding: 8px 0 16px;
    text-align: center;
  }
  .empty > .logo {
    width: 72px;
    height: 72px;
  }
  .empty h2 {
    margin: 8px 0;
    font-size: clamp(22px, 4vw, 28px);
    line-height: 1.3;
    font-weight: 650;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .speaks {
    margin: 0 auto 24px;
    max-width: 480px;
    font-size: 15px;
    color: var(--_muted);
    text-wrap: balance;
  }
  .empty ul {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 256px), 1fr));
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .empty li {
    display: grid;
    margin: 0;
  }
  .example {
    display: block;
    padding: 12px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: none;
    text-align: start;
    font-size: 15px;
    line-height: 1.45;
  }
  .example:hover {
    background: var(--_raised);
  }
  .example-title {
    display: block;
    margin-block-end: 2px;
    font-size: 13px;
    color: var(--_muted);
  }
`;
