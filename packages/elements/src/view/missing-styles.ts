import { css } from 'lit';

/** What is said in the place of something that is not there any more. */
export const missingStyles = css`
  .missing {
    flex: 1;
    display: grid;
    place-content: center;
    padding: 24px;
    text-align: center;
    color: var(--_muted);
  }
  .missing h2 {
    margin: 0 0 8px;
    font-size: 20px;
    color: var(--_text);
  }
  .missing p {
    margin: 0;
  }
`;
