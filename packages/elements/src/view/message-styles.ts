import { css } from 'lit';

export const messageStyles = css`
  :host {
    display: block;
  }
  .user {
    display: flex;
    flex-direction: column;
    align-items: flex-end;
  }
  .bubble {
    max-width: min(85%, 640px);
    padding: 10px 16px;
    border-radius: 20px 20px 6px 20px;
    background: var(--saguim-user-background, var(--_accent-soft));
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .answer {
    display: grid;
    grid-template-columns: 32px minmax(0, 1fr);
    gap: 16px;
  }
  .face {
    padding-block-start: 1px;
  }
  .face .logo {
    width: 28px;
    height: 28px;
    display: block;
  }
  .content {
    min-width: 0;
    padding-block-start: 2px;
  }
  .actions {
    display: flex;
    align-items: center;
    flex-wrap: wrap;
    gap: 2px;
    margin-block-start: 4px;
    min-height: 32px;
    color: var(--_muted);
  }
  @media (hover: hover) {
    .user:not(:hover, :focus-within) .actions > .icon-button {
      opacity: 0;
    }
  }
  .answer .actions {
    margin-inline-start: -8px;
  }
  .icon-button:disabled {
    opacity: 0.45;
  }
  .versions {
    display: inline-flex;
    align-items: center;
  }
  .count,
  .speed,
  .hint {
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .count {
    padding-inline: 2px;
  }
  .speed {
    margin-inline-start: 8px;
  }
  .note,
  .waiting {
    margin: 8px 0 0;
    font-size: 14px;
    color: var(--_muted);
  }
  .waiting {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 2px 0 0;
  }
  .dots {
    display: inline-flex;
    gap: 4px;
  }
  .dots i {
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: var(--_accent);
  }
  .problem {
    display: flex;
    gap: 12px;
    margin-block-start: 8px;
    padding: 12px 16px;
    border-radius: var(--_radius);
    background: var(--_danger-soft);
    font-size: 15px;
  }
  .problem > .icon {
    color: var(--_danger);
    margin-block-start: 2px;
  }
  .problem p {
    margin: 0 0 8px;
  }
  .problem details {
    margin-block-end: 8px;
    font-size: 14px;
    overflow-wrap: anywhere;
  }
  .problem summary {
    cursor: pointer;
  }
  .editor .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 8px;
    margin-block-start: 8px;
  }
  .hint {
    flex: 1 1 200px;
    color: var(--_muted);
  }
  textarea {
    display: block;
    resize: vertical;
    field-sizing: content;
    min-height: 80px;
    max-height: 50vh;
  }
  @media (prefers-reduced-motion: no-preference) {
    .dots i {
      animation: wait 1.2s infinite ease-in-out both;
    }
    .dots i:nth-child(2) {
      animation-delay: 0.16s;
    }
    .dots i:nth-child(3) {
      animation-delay: 0.32s;
    }
    @keyframes wait {
      0%,
      70%,
      100% {
        opacity: 0.3;
      }
      35% {
        opacity: 1;
      }
    }
  }
  @media (max-width: 640px) {
    .answer {
      grid-template-columns: minmax(0, 1fr);
    }
    .face {
      display: none;
    }
  }
`;
