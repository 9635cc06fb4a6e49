import { createPdfReader, type PdfLibrary } from '@saguim/elements/search';
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url';

/** PDF by pdf.js: the library, its worker and its character maps come from our own origin, and only when the first PDF does. */
export const readPdf = createPdfReader({
  library: async () => (await import('pdfjs-dist/legacy/build/pdf.mjs')) as unknown as PdfLibrary,
  workerUrl,
  cMapUrl: new URL('pdf/cmaps/', document.baseURI).href,
});
