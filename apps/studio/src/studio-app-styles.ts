import { css } from 'lit';

export const shellStyles = css`
  :host {
    display: flex;
    height: 100dvh;
    background: var(--_ground);
  }
  .skip {
    position: absolute;
    inset-block-start: -64px;
    inset-inline-start: 8px;
    z-index: 20;
    padding: 8px 16px;
    border: 0;
    border-radius: 10px;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .skip:focus {
    inset-block-start: 8px;
  }
  #side {
    --_ground: light-dark(#f7f7f4, #131514);
    --_raised: light-dark(#ebebe6, #242725);
    flex: none;
    display: flex;
    flex-direction: column;
    width: 288px;
    padding: 12px 12px 0;
    background: var(--_ground);
    border-inline-end: 1px solid var(--_border);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 8px;
    padding: 0 0 12px 8px;
    font-size: 17px;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  .brand span {
    flex: 1;
  }
  #side nav {
    display: grid;
    gap: 2px;
  }
  nav a {
    display: flex;
    align-items: center;
    gap: 12px;
    min-height: 40px;
    padding: 0 12px;
    border-radius: 10px;
    color: inherit;
    font-size: 15px;
    text-decoration: none;
  }
  nav a .icon {
    color: var(--_muted);
  }
  nav a:hover {
    background: var(--_raised);
  }
  nav a[aria-current] {
    background: var(--_raised);
    font-weight: 600;
  }
  nav a[aria-current] .icon {
    color: var(--_accent);
  }
  .begin {
    display: flex;
    gap: 8px;
    margin: 16px 0 12px;
  }
  .begin .button {
    flex: 1;
  }
  .begin .icon-button {
    border: 1px solid var(--_border);
  }
  .begin .icon-button.on {
    background: var(--_accent-soft);
    color: var(--_accent);
  }
  saguim-conversations {
    flex: 1;
  }
  #side nav.things {
    flex: 1;
    min-height: 0;
    align-content: start;
    overflow-y: auto;
    /* Room for the outline of what has the focus. */
    margin-inline: -4px;
    padding: 4px 4px 8px;
  }
  .things a {
    font-size: 14px;
  }
  .things a[aria-current] {
    background: var(--_accent-soft);
    font-weight: inherit;
  }
  .things span {
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  .things p {
    margin: 12px;
    font-size: 14px;
    color: var(--_muted);
  }
  main {
    flex: 1;
    min-width: 0;
    display: flex;
    flex-direction: column;
  }
  header {
    display: none;
    align-items: center;
    gap: 4px;
    padding: 4px 4px 4px;
    border-block-end: 1px solid var(--_border);
  }
  h1 {
    flex: 1;
    min-width: 0;
    margin: 0;
    font-size: 16px;
    font-weight: 600;
    overflow: hidden;
    white-space: nowrap;
    text-overflow: ellipsis;
  }
  h1:focus {
    outline: none;
  }
  #place {
    flex: 1;
    min-height: 0;
    display: flex;
    flex-direction: column;
  }
  #place > * {
    flex: 1;
    min-height: 0;
  }
  .banner {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 16px;
    padding: 8px 24px;
    background: var(--_accent-soft);
    font-size: 14px;
  }
  #close-menu {
    display: none;
  }
  #shade {
    display: none;
  }
  .erased {
    align-items: center;
    justify-content: center;
    gap: 16px;
    padding: 24px;
    text-align: center;
  }
  .erased .logo {
    width: 72px;
    height: 72px;
  }
  .erased h1 {
    flex: none;
    font-size: 24px;
    white-space: normal;
  }
  .erased p {
    margin: 0;
    color: var(--_muted);
  }
  @media (min-width: 801px) {
    /* On wide screens the place's own bar names it; its title is for those who hear the page. */
    header {
      display: block;
      position: absolute;
      width: 1px;
      height: 1px;
      padding: 0;
      border: 0;
      overflow: hidden;
      clip-path: inset(50%);
    }
    header button {
      display: none;
    }
  }
  @media (max-width: 800px) {
    header {
      display: flex;
    }
    #side {
      position: fixed;
      inset-block: 0;
      inset-inline-start: 0;
      z-index: 10;
      width: min(320px, 86vw);
      visibility: hidden;
      transform: translateX(-100%);
    }
    #side.open {
      visibility: visible;
      transform: none;
      box-shadow: 0 0 48px rgb(0 0 0 / 30%);
    }
    #close-menu {
      display: inline-grid;
    }
    #shade:not([hidden]) {
      display: block;
      position: fixed;
      inset: 0;
      z-index: 9;
      background: rgb(0 0 0 / 40%);
    }
    .begin {
      margin-block: 12px;
    }
  }
  @media (max-width: 800px) and (prefers-reduced-motion: no-preference) {
    #side.open {
      transition: transform 0.18s ease-out;
    }
  }
`;
