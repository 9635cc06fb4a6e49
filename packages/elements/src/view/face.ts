import { svg } from 'lit';
import { icon } from '../icons.js';

const mouths: Readonly<Record<string, ReturnType<typeof svg>>> = {
  positive: svg`<path d="M8.500 13.500c1.600 3 5.400 3 7 0" />`,
  neutral: svg`<path d="M8.500 15h7" />`,
  negative: svg`<path d="M8.500 16.200c1.600-3 5.400-3 7 0" />`,
};

/** A face for a feeling; nothing for labels that are none. */
export function face(label: string) {
  const mouth = mouths[label];
  return mouth && icon(svg`<circle cx="12" cy="12" r="8.500" /><path d="M9 9.500v.8M15 9.500v.8" />${mouth}`);
}
