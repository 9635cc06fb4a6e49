import { css } from 'lit';
import { queueItemStyles } from './comments/queue-item.js';
import { queueListStyles } from './comments/queue-list.js';
import { queuePanelStyles } from './comments/queue-panels.js';
import { undoStyles } from './view/undo-toast.js';

const own = css`
  :host {
    position: relative;
    display: block;
    height: 100%;
    min-height: 0;
    background: var(--_ground);
    container-type: inline-size;
  }
  #frame {
    display: flex;
    flex-direction: column;
    height: 100%;
    min-height: 0;
  }
  #bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px 16px;
    padding: 8px 16px;
    border-block-end: 1px solid var(--_border);
  }
  #bar h2 {
    margin: 0;
    font-size: 17px;
  }
  #bar .grow {
    flex: 1 1 220px;
    min-width: 0;
  }
  #bar p {
    margin: 0;
  }
  #panes {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(240px, 340px) 1fr;
    min-height: 0;
  }
  #left {
    min-width: 0;
    padding: 8px 12px 16px 12px;
    overflow-y: auto;
    border-inline-end: 1px solid var(--_border);
  }
  #right {
    display: flex;
    flex-direction: column;
    min-width: 0;
    min-height: 0;
  }
  #item {
    flex: 1;
    min-height: 0;
    padding: 16px 24px;
    overflow-y: auto;
    outline-offset: -3px;
  }
  #item > .inner {
    max-width: 720px;
  }
  #decide {
    display: grid;
    gap: 8px;
    padding: 10px 16px;
    border-block-start: 1px solid var(--_border);
  }
  #buttons {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }
  #buttons .grow {
    flex: 1;
  }
  .empty {
    display: grid;
    place-content: center;
    justify-items: center;
    min-height: 200px;
    padding: 24px;
    text-align: center;
  }
  .empty h3,
  .empty p {
    margin: 0 0 8px;
  }
  .problem {
    margin: 8px 16px;
    padding: 10px 14px;
    border-radius: var(--_radius);
    background: var(--_danger-soft);
    font-size: 14px;
  }
  .problem p {
    margin: 0;
  }
  .problem ul {
    margin: 4px 0 8px;
    padding-inline-start: 20px;
  }
  #settings {
    flex: none;
    max-height: 60%;
    margin: 8px 16px;
    overflow-y: auto;
  }
  #toast {
    inset-block-end: 84px;
  }
  @container (max-width: 760px) {
    #panes {
      display: flex;
      flex-direction: column;
      overflow-y: auto;
    }
    #left {
      order: 2;
      overflow: visible;
      border: 0;
      border-block-start: 1px solid var(--_border);
    }
    #right {
      flex: none;
      min-height: 60%;
    }
    #item {
      flex: none;
      padding: 12px 16px;
      overflow: visible;
    }
    #decide {
      position: sticky;
      inset-block-end: 0;
      background: var(--_ground);
    }
    #buttons .button {
      padding-inline: 12px;
    }
    #buttons kbd {
      display: none;
    }
  }
  /* Decisions above, ways through the queue below: thumbs find them in the same places in every language. */
  @container (max-width: 520px) {
    #buttons {
      display: grid;
      grid-template-columns: repeat(6, 1fr);
    }
    #buttons .grow {
      display: none;
    }
    #buttons .button {
      grid-column: span 2;
      justify-content: center;
    }
    #buttons #approve,
    #buttons #reject {
      grid-column: span 3;
    }
  }
`;

export const moderationQueueStyles = [queueItemStyles, queueListStyles, queuePanelStyles, undoStyles, own];
