import { documentError } from './document.js';
import { TextBuilder } from './text-builder.js';

// So much of pdf.js as is used; the library itself is brought by the page that wants to read PDF, and only when one comes.
interface PdfTextItem {
  readonly str?: string;
  readonly hasEOL?: boolean;
  readonly height?: number;
  readonly transform?: readonly number[];
}
interface PdfPage {
  getTextContent(): Promise<{ readonly items: readonly PdfTextItem[] }>;
  cleanup(): void;
}
interface PdfDocument {
  readonly numPages: number;
  getPage(number: number): Promise<PdfPage>;
  getMetadata(): Promise<{ readonly info?: unknown }>;
}
export interface PdfLibrary {
  readonly GlobalWorkerOptions: { workerSrc: string };
  getDocument(options: Record<string, unknown>): { readonly promise: Promise<unknown>; destroy(): Promise<void> };
}

export interface PdfReaderOptions {
  /** Loads `pdfjs-dist`. */
  readonly library: () => Promise<PdfLibrary>;
  /** Address of its worker, on the page's own origin. */
  readonly workerUrl: string;
  /** Folder of its character maps (for Chinese, Japanese and Korean), with a slash at its end. */
  readonly cMapUrl: string;
}

/** Reads the text of a PDF. */
export type PdfReader = (bytes: Uint8Array, signal?: AbortSignal) => Promise<{ builder: TextBuilder; title: string }>;

/** A reader of PDF files by pdf.js. Nothing is loaded before the first file. */
export function createPdfReader({ library, workerUrl, cMapUrl }: PdfReaderOptions): PdfReader {
  return async (bytes, signal) => {
    const pdf = await library();
    pdf.GlobalWorkerOptions.workerSrc = workerUrl;
    // The worker takes the bytes over: it gets a copy, so that the caller may try again.
    const task = pdf.getDocument({
      data: bytes.slice(),
      cMapUrl,
      cMapPacked: true,
      isEvalSupported: false,
      useSystemFonts: true,
      useWorkerFetch: false,
      disableFontFace: true,
      stopAtErrors: false,
      verbosity: 0,
    });
    const stop = () => void task.destroy();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await readPages((await task.promise) as PdfDocument, signal);
    } catch (error) {
      signal?.throwIfAborted();
      const { name, details } = error as { name?: string; details?: unknown };
      if (details) throw error;
      if (name === 'PasswordException') throw documentError('protected', 'The PDF needs a password', error);
      throw documentError('damaged', 'The PDF could not be read', error);
    } finally {
      signal?.removeEventListener('abort', stop);
      await task.destroy().catch(() => {});
    }
  };
}

async function readPages(pdf: PdfDocument, signal?: AbortSignal): Promise<{ builder: TextBuilder; title: string }> {
  const builder = new TextBuilder();
  for (let number = 1; number <= pdf.numPages; number++) {
    signal?.throwIfAborted();
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    builder.page(number);
    for (const paragraph of paragraphsOf(items)) builder.paragraph(paragraph);
    page.cleanup();
  }
  if (builder.text === '') throw documentError('no-text', 'The PDF holds no text, only pictures of it');
  const { info } = await pdf.getMetadata().catch(() => ({ info: undefined }));
  const title = (info as { Title?: unknown } | undefined)?.Title;
  return { builder, title: typeof title === 'string' ? title.trim() : '' };
}

/** Lines that lie closer than this times their height belong to one paragraph. */
const LINE_GAP = 1.7;

/** Puts the lines of a page together again: words cut at the end of a line are joined, a wide gap begins a paragraph. */
export function paragraphsOf(items: readonly PdfTextItem[]): string[] {
  const paragraphs: string[] = [];
  let paragraph = '';
  let line = '';
  let lastY: number | undefined;
  const endLine = () => {
    const text = line.trim();
    line = '';
    if (text === '') return;
    const cut = /\p{Ll}[-\u00ad]$/u.test(paragraph) && /^\p{Ll}/u.test(text);
    paragraph = cut ? paragraph.slice(0, -1) + text : paragraph === '' ? text : `${paragraph} ${text}`;
  };
  for (const { str = '', hasEOL, height = 0, transform } of items) {
    const y = transform?.[5];
    if (str.trim() !== '' && y !== undefined) {
      const gap = lastY === undefined ? 0 : Math.abs(lastY - y);
      if (gap > Math.max(height, 6) * LINE_GAP) {
        endLine();
        if (paragraph) paragraphs.push(paragraph);
        paragraph = '';
      } else if (gap > Math.max(height, 6) * 0.5) endLine();
      lastY = y;
    }
    line += str;
    if (hasEOL) endLine();
  }
  endLine();
  if (paragraph) paragraphs.push(paragraph);
  return paragraphs;
}
