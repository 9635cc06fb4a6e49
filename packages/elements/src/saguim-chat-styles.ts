import { css } from 'lit';

export const chatStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
    background: var(--_ground);
    container-type: inline-size;
  }
  #bar {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    min-height: 48px;
    padding: 4px 12px 4px 24px;
  }
  #model {
    display: flex;
    flex-wrap: wrap;
    gap: 0 12px;
    margin: 0;
    font-size: 14px;
    font-weight: 550;
  }
  #where {
    font-weight: 400;
    color: var(--_muted);
  }
  #options {
    max-height: 60vh;
    overflow-y: auto;
    padding: 16px 24px 24px;
    border-block: 1px solid var(--_border);
    background: var(--_ground);
  }
  #options saguim-options {
    max-width: 768px;
    margin: 0 auto;
  }
  [hidden] {
    display: none !important;
  }
  #scroller {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-gutter: stable both-edges;
    display: flex;
    flex-direction: column;
  }
  #column {
    flex: 1 0 auto;
    display: flex;
    flex-direction: column;
    width: 100%;
    max-width: 816px;
    margin: 0 auto;
    padding: 8px 24px 24px;
  }
  section {
    width: 100%;
  }
  section ol {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  section li.assistant {
    margin-block-start: 4px;
  }
  section li + li.user {
    margin-block-start: 24px;
  }
  #foot {
    position: relative;
    width: 100%;
    max-width: 816px;
    margin: 0 auto;
    padding: 0 24px 12px;
  }
  #latest {
    position: absolute;
    inset-block-start: -56px;
    inset-inline-start: calc(50% - 20px);
    border: 1px solid var(--_border);
    border-radius: 50%;
    background: var(--_ground);
    color: var(--_text);
    box-shadow: var(--_shadow);
    z-index: 1;
  }
  .notice {
    margin: 0 0 8px;
    padding: 8px 16px;
    border-radius: var(--_radius);
    background: var(--_raised);
    font-size: 14px;
  }
  @container (max-width: 640px) {
    #scroller {
      scrollbar-gutter: auto;
    }
    #bar {
      padding-inline: 16px 4px;
    }
    #column {
      padding-inline: 16px;
    }
    #foot {
      padding: 0 12px 8px;
    }
    #options {
      padding-inline: 16px;
    }
  }
`;
