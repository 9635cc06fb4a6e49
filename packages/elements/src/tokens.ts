import { css } from 'lit';

/**
 * Colours and measures. What begins with `--saguim-` is for whoever uses the elements; what begins with `--_` is computed from it and
 * private. Text reaches 4.5:1 on its ground in both themes.
 */
export const tokens = css`
  :host {
    --_accent: var(--saguim-accent, light-dark(#1b6b45, #84d4a8));
    --_on-accent: var(--saguim-on-accent, light-dark(#ffffff, #0c2317));
    --_accent-soft: var(--saguim-accent-soft, light-dark(#e3f1e9, #213a2d));
    --_ground: var(--saguim-background, light-dark(#ffffff, #191b1a));
    --_raised: var(--saguim-surface, light-dark(#f3f3ef, #262927));
    --_code: var(--saguim-code-background, light-dark(#f9f9f6, #131514));
    --_border: var(--saguim-border, light-dark(#dfdfd8, #3a3e3b));
    --_field: var(--saguim-field-border, light-dark(#85857c, #838a85));
    --_text: var(--saguim-text, light-dark(#1c1d1b, #ecedea));
    --_muted: var(--saguim-muted, light-dark(#5c5e58, #a9aea9));
    --_danger: var(--saguim-danger, light-dark(#a8261c, #ffb4a8));
    --_danger-soft: light-dark(#fdeeec, #40201c);
    --_shadow: 0 1px 2px rgb(0 0 0 / 6%), 0 8px 24px rgb(0 0 0 / 8%);
    --_radius: var(--saguim-radius, 12px);
    --_font: var(--saguim-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif);
    --_mono: var(--saguim-font-mono, ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace);
    color: var(--_text);
    font-family: var(--_font);
    font-size: 16px;
    line-height: 1.6;
    -webkit-text-size-adjust: 100%;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='auto']) {
    color-scheme: light dark;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
`;

/** Controls that look the same everywhere. */
export const controls = css`
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  .icon {
    display: block;
    flex: none;
  }
  button,
  input,
  textarea,
  select {
    font: inherit;
    color: inherit;
  }
  button {
    cursor: pointer;
    -webkit-tap-highlight-color: transparent;
  }
  button:disabled {
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 8px;
    min-height: 40px;
    padding: 0 16px;
    border: 1px solid var(--_border);
    border-radius: 10px;
    background: var(--_ground);
    font-size: 14px;
    font-weight: 550;
    text-decoration: none;
    color: inherit;
  }
  .button:hover:not(:disabled) {
    background: var(--_raised);
  }
  .button.primary {
    background: var(--_accent);
    border-color: var(--_accent);
    color: var(--_on-accent);
  }
  .button.primary:hover:not(:disabled) {
    background: color-mix(in srgb, var(--_accent) 88%, var(--_text));
  }
  .button.danger {
    color: var(--_danger);
  }
  .button:disabled {
    opacity: 0.55;
  }
  .icon-button {
    display: inline-grid;
    place-items: center;
    width: 40px;
    height: 40px;
    padding: 0;
    border: 0;
    border-radius: 10px;
    background: none;
    color: var(--_muted);
  }
  .icon-button:hover:not(:disabled) {
    background: var(--_raised);
    color: var(--_text);
  }
  .icon-button.small {
    width: 32px;
    height: 32px;
    border-radius: 8px;
  }
  .icon-button.small .icon {
    width: 18px;
    height: 18px;
  }
  .field {
    width: 100%;
    padding: 8px 12px;
    border: 1px solid var(--_field);
    border-radius: 10px;
    background: var(--_ground);
    font-size: 15px;
    line-height: 1.5;
  }
  .field::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
