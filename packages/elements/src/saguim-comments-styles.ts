import { css } from 'lit';
import { commentItemStyles } from './comments/comment-item.js';

const own = css`
  :host {
    position: relative;
    display: block;
    container-type: inline-size;
  }
  #top {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: 8px 16px;
    margin-block-end: 12px;
  }
  h2 {
    margin: 0;
    font-size: 20px;
    line-height: 1.3;
  }
  h3 {
    margin: 0;
    font-size: 15px;
  }
  #order {
    display: flex;
    align-items: center;
    gap: 8px;
    font-size: 14px;
    color: var(--_muted);
  }
  #order .field {
    width: auto;
    padding: 4px 8px;
    font-size: 14px;
    color: var(--_text);
  }
  .note {
    margin: 0 0 12px;
    font-size: 14px;
    color: var(--_muted);
  }
  #who {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 8px;
    font-size: 14px;
    color: var(--_muted);
    overflow-wrap: anywhere;
  }
  .name-field {
    display: grid;
    gap: 4px;
    max-width: 320px;
    font-size: 14px;
    font-weight: 550;
  }
  .name-field [aria-invalid='true'] {
    border-color: var(--_danger);
  }
  .name-field small {
    font-size: 13px;
    font-weight: 400;
    color: var(--_muted);
  }
  #composer {
    margin-block-end: 16px;
    padding-block-end: 16px;
    border-block-end: 1px solid var(--_border);
  }
  .waiting {
    margin-block-end: 16px;
    padding: 12px 16px 4px;
    border: 1px dashed var(--_field);
    border-radius: var(--_radius);
  }
  .question {
    display: grid;
    gap: 8px;
    padding: 12px 16px;
    border-radius: var(--_radius);
    background: var(--_raised);
    font-size: 14px;
  }
  .question p {
    margin: 0;
  }
  .question .row {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
  }
  fieldset {
    display: grid;
    gap: 2px;
    margin: 0;
    padding: 0;
    border: 0;
    font-size: 14px;
  }
  legend {
    padding: 0 0 4px;
    font-weight: 600;
  }
  fieldset label {
    display: flex;
    align-items: center;
    gap: 8px;
    min-height: 32px;
  }
  .wide {
    width: 100%;
    margin-block: 8px;
  }
  .problem {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    margin: 0 0 12px;
    padding: 12px 16px;
    border-radius: var(--_radius);
    background: var(--_danger-soft);
    font-size: 14px;
  }
  .problem p {
    flex: 1 1 200px;
    margin: 0;
  }
`;

export const commentsStyles = [commentItemStyles, own];
