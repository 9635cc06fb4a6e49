import { svg } from 'lit';
import { icon } from './icons.js';

/** Drawings of the search and classify elements. */
export const placeIcons = {
  library: icon(svg`<path d="M5 4.500h3.500v15H5zM8.500 4.500H12v15H8.500zM13.200 5.500l3.300-1 4 14.200-3.300 1z" />`),
  file: icon(svg`<path d="M6.500 3.500H14l4 4v13H6.500zM13.500 3.500V8H18M9.500 12.500h5.500M9.500 16h5.500" />`),
  folder: icon(
    svg`<path d="M3.500 7A1.500 1.500 0 0 1 5 5.500h4l2 2.500h8a1.500 1.500 0 0 1 1.500 1.500V17a1.500 1.500 0 0 1-1.500 1.500H5A1.500 1.500 0 0 1 3.500 17z" />`,
  ),
  pause: icon(svg`<path d="M9 6.500v11M15 6.500v11" />`),
  resume: icon(svg`<path d="M8.500 6l9 6-9 6z" />`),
  similar: icon(
    svg`<path d="M4 9.500c2.700-2.500 5.300-2.500 8 0s5.300 2.500 8 0M4 15.500c2.700-2.500 5.300-2.500 8 0s5.300 2.500 8 0" />`,
  ),
  up: icon(svg`<path d="M6.500 14L12 8.500l5.500 5.500" />`),
  below: icon(svg`<path d="M6.500 10l5.500 5.500 5.500-5.500" />`),
  upload: icon(svg`<path d="M12 15.500V5M7.500 9L12 4.500 16.500 9M5 19.500h14" />`),
  question: icon(
    svg`<circle cx="12" cy="12" r="8.500" /><path d="M9.600 9.600a2.500 2.500 0 1 1 3.400 2.500c-.7.300-1 .8-1 1.500M12 16.600v.1" />`,
  ),
  train: icon(svg`<path d="M4.500 19.500v-6M10 19.500v-10M15.500 19.500v-8M20 19.500V5" />`),
  label: icon(svg`<path d="M4 5.500h8l8 8-6.500 6.500-8-8z" transform="translate(0 -.500)" /><circle cx="8.500" cy="9.200" r="1.200" />`),
};
