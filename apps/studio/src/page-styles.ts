import { css } from 'lit';

/** Places that are pages of text and controls: one column, sections under headings. */
export const pageStyles = css`
  :host {
    display: block;
    overflow-y: auto;
  }
  .page {
    max-width: 720px;
    margin: 0 auto;
    padding: 32px 24px 64px;
  }
  h2 {
    margin: 0 0 8px;
    font-size: 24px;
    line-height: 1.3;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  h3 {
    margin: 40px 0 12px;
    font-size: 17px;
    font-weight: 650;
  }
  p {
    margin: 0 0 12px;
  }
  .muted {
    color: var(--_muted);
    font-size: 14px;
  }
  .card {
    padding: 16px 20px;
    border: 1px solid var(--_border);
    border-radius: 16px;
  }
  .card + .card {
    margin-block-start: 16px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  @media (max-width: 800px) {
    /* The bar above says it already. */
    h2 {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    .page {
      padding: 24px 16px 48px;
    }
  }
`;
