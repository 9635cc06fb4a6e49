import { css } from 'lit';

/** What the search and classify elements have in common: a column, a bar at its top, and what is said where there is nothing. */
export const placeStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 0;
    height: 100%;
    background: var(--_ground);
    container-type: inline-size;
  }
  [hidden] {
    display: none !important;
  }
  #bar {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 56px;
    padding: 8px 16px 8px 24px;
  }
  #bar #name {
    flex: 0 1 320px;
    min-width: 0;
  }
  #where {
    flex: 1;
    min-width: 0;
    margin: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    font-size: 14px;
    color: var(--_muted);
  }
  /* Beside two menus there is no room for more than its first letter. */
  @container (max-width: 480px) {
    #where {
      visibility: hidden;
    }
  }
  .problem {
    margin: 0;
    padding: 12px 16px;
    border-radius: var(--_radius);
    background: var(--_danger-soft);
    font-size: 14px;
  }
  @container (max-width: 640px) {
    #bar {
      padding-inline: 16px 12px;
    }
  }
`;
