import { css } from 'lit';

/** How a place looks while there is nothing in it: the mark, a question, and what can be tried at once as a list of buttons (`.tries`). */
export const emptyPlaceStyles = css`
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
  .tries {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 256px), 1fr));
    gap: 12px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .tries li {
    display: grid;
    margin: 0;
  }
  .tries button {
    padding: 12px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: none;
    text-align: start;
    font-size: 15px;
    line-height: 1.45;
  }
  .tries button:hover:not(:disabled) {
    background: var(--_raised);
  }
`;
