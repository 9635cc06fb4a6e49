import { css } from 'lit';
import { intakeStyles } from './file-intake.js';
import { undoStyles } from './view/undo-toast.js';

export const modelsStyles = [
  intakeStyles,
  undoStyles,
  css`
    :host {
      position: relative;
      display: block;
      min-height: 0;
      height: 100%;
      background: var(--_ground);
      container-type: inline-size;
    }
    #scroller {
      height: 100%;
      overflow-y: auto;
    }
    #page {
      max-width: 960px;
      margin: 0 auto;
      padding: 32px 24px 96px;
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
    .muted,
    .facts,
    dl,
    .verified {
      color: var(--_muted);
      font-size: 14px;
    }
    #head {
      display: flex;
      flex-wrap: wrap;
      align-items: flex-end;
      gap: 8px 24px;
      margin-block: 24px 0;
    }
    #filters {
      flex: 1 1 560px;
      display: flex;
      flex-wrap: wrap;
      gap: 12px 16px;
      align-items: center;
    }
    fieldset {
      display: flex;
      flex-wrap: wrap;
      gap: 4px;
      margin: 0;
      padding: 4px;
      border: 0;
      border-radius: 14px;
      background: var(--_raised);
      min-width: 0;
    }
    fieldset label {
      position: relative;
      cursor: pointer;
    }
    fieldset input {
      position: absolute;
      inset: 0;
      margin: 0;
      opacity: 0;
      cursor: pointer;
    }
    fieldset span {
      display: flex;
      align-items: center;
      min-height: 36px;
      padding: 0 14px;
      border-radius: 10px;
      font-size: 14px;
    }
    fieldset input:checked + span {
      background: var(--_ground);
      font-weight: 600;
      box-shadow:
        0 1px 3px rgb(0 0 0 / 12%),
        inset 0 0 0 1px var(--_border);
    }
    fieldset input:focus-visible + span {
      outline: 2px solid var(--_accent);
      outline-offset: 2px;
    }
    select.field {
      width: auto;
      max-width: 100%;
      min-height: 44px;
      font-size: 14px;
    }
    .cards {
      display: grid;
      grid-template-columns: repeat(auto-fill, minmax(min(100%, 400px), 1fr));
      gap: 16px;
    }
    article {
      display: flex;
      flex-direction: column;
      min-width: 0;
      padding: 20px;
      border: 1px solid var(--_border);
      border-radius: 16px;
    }
    article h4 {
      margin: 0;
      font-size: 16px;
      line-height: 1.4;
      font-weight: 650;
      overflow-wrap: anywhere;
    }
    .badges {
      display: flex;
      flex-wrap: wrap;
      gap: 4px 8px;
      margin: 4px 0 0;
    }
    .badges:not(:has(.badge)) {
      display: none;
    }
    .badge {
      padding: 0 8px;
      border-radius: 6px;
      background: var(--_raised);
      color: var(--_muted);
      font-size: 13px;
      line-height: 22px;
    }
    .badge.accent {
      background: var(--_accent-soft);
      color: var(--_accent);
      font-weight: 600;
    }
    .badge.warning {
      background: var(--_danger-soft);
      color: var(--_danger);
    }
    .facts {
      margin: 8px 0 12px;
    }
    dl {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 4px 16px;
      margin: 0 0 12px;
    }
    dt {
      white-space: nowrap;
    }
    dd {
      margin: 0;
      color: var(--_text);
      overflow-wrap: anywhere;
    }
    a:not(.button) {
      color: var(--_accent);
    }
    .verified,
    .state {
      display: flex;
      align-items: center;
      gap: 8px;
      font-size: 14px;
    }
    .verified .icon,
    .state .icon {
      color: var(--_accent);
    }
    article > .row,
    .question {
      margin-block-start: auto;
    }
    #advice {
      margin: 0;
      padding: 0;
      list-style: none;
    }
    #advice li {
      display: flex;
      flex-wrap: wrap;
      justify-content: space-between;
      align-items: center;
      gap: 4px 16px;
      padding: 8px 0;
      border-block-start: 1px solid var(--_border);
      overflow-wrap: anywhere;
    }
    #advice-title {
      margin: 16px 0 8px;
      font-size: 15px;
    }
    .row {
      display: flex;
      flex-wrap: wrap;
      gap: 8px;
    }
    .question {
      padding: 12px 16px;
      border-radius: var(--_radius);
      background: var(--_raised);
      font-size: 14px;
    }
    .transfer {
      font-size: 14px;
    }
    .transfer p {
      margin-block-end: 4px;
    }
    .numbers {
      color: var(--_muted);
      font-variant-numeric: tabular-nums;
    }
    .problem {
      padding: 12px 16px;
      border-radius: var(--_radius);
      background: var(--_danger-soft);
      font-size: 14px;
    }
    details {
      margin-block-end: 12px;
      overflow-wrap: anywhere;
    }
    summary {
      cursor: pointer;
    }
    #others {
      margin-block-start: 40px;
    }
    #others > summary {
      margin-block-end: 16px;
      font-size: 17px;
      font-weight: 650;
    }
    progress,
    meter {
      display: block;
      width: 100%;
      height: 6px;
      margin: 8px 0 16px;
      border: 0;
      border-radius: 3px;
      overflow: hidden;
      appearance: none;
      background: var(--_border);
    }
    progress::-webkit-progress-bar {
      background: var(--_border);
    }
    progress::-webkit-progress-value {
      background: var(--_accent);
    }
    progress::-moz-progress-bar {
      background: var(--_accent);
    }
    .paused progress::-webkit-progress-value {
      background: var(--_muted);
    }
    .paused progress::-moz-progress-bar {
      background: var(--_muted);
    }
    meter::-webkit-meter-bar {
      height: 6px;
      border: 0;
      border-radius: 3px;
      background: var(--_border);
    }
    meter::-webkit-meter-optimum-value {
      background: var(--_accent);
    }
    meter::-moz-meter-bar {
      background: var(--_accent);
    }
    #storage {
      max-width: 480px;
    }
    @container (max-width: 640px) {
      #page {
        padding: 24px 16px 96px;
      }
      /* The bar above says it already. */
      h2 {
        position: absolute;
        width: 1px;
        height: 1px;
        overflow: hidden;
        clip-path: inset(50%);
      }
      article {
        padding: 16px;
      }
      dl {
        grid-template-columns: minmax(0, 1fr);
        gap: 0;
      }
      dd {
        margin-block-end: 8px;
      }
    }
  `,
];
