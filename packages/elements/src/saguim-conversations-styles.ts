import { css } from 'lit';

export const conversationsStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .search {
    position: relative;
    padding: 0 0 8px;
  }
  .search .icon {
    position: absolute;
    inset-block-start: 10px;
    inset-inline-start: 12px;
    color: var(--_muted);
    pointer-events: none;
  }
  .search .field {
    padding-inline-start: 40px;
    min-height: 40px;
    background: var(--_ground);
    font-size: 14px;
  }
  #list {
    flex: 1;
    min-height: 0;
    overflow-y: auto;
    /* Room for the outline of what has the focus. */
    margin-inline: -4px;
    padding: 0 4px 8px;
  }
  h3 {
    margin: 16px 12px 4px;
    font-size: 12px;
    font-weight: 600;
    color: var(--_muted);
  }
  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }
  li {
    display: flex;
    align-items: center;
    border-radius: 10px;
  }
  li:hover,
  li:focus-within {
    background: var(--_raised);
  }
  li.current {
    background: var(--_accent-soft);
  }
  a {
    flex: 1;
    min-width: 0;
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 40px;
    padding: 0 12px;
    border-radius: 10px;
    color: inherit;
    font-size: 14px;
    text-decoration: none;
  }
  .title {
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .dot {
    flex: none;
    position: relative;
    width: 8px;
    height: 8px;
    border-radius: 50%;
    background: var(--_accent);
  }
  saguim-menu {
    flex: none;
    margin-inline-end: 4px;
  }
  @media (hover: hover) {
    li:not(:hover, :focus-within, .current) saguim-menu {
      opacity: 0;
    }
  }
  .none {
    margin: 16px 12px;
    font-size: 14px;
    color: var(--_muted);
  }
  .toast {
    display: flex;
    align-items: center;
    gap: 8px;
    margin-block: 8px;
    padding: 8px 4px 8px 12px;
    border-radius: var(--_radius);
    background: var(--_raised);
    font-size: 14px;
  }
  .toast span {
    flex: 1;
    min-width: 0;
    overflow-wrap: anywhere;
  }
  .toast .button {
    min-height: 32px;
    padding: 0 12px;
  }
`;
