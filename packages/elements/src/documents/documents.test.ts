import { expect, it } from 'vitest';
import { hasHeader, parseCsv } from './csv.js';
import { decodeText } from './decode-text.js';
import { detectLanguage } from './detect-language.js';
import { faultOf } from './document.js';
import { paragraphsOf } from './pdf-reader.js';
import { documentTypeOf, mostBytes, readDocument } from './read-document.js';
import { MOST_CHARACTERS, TextBuilder } from './text-builder.js';

const utf8 = (text: string) => new TextEncoder().encode(text);
const file = (name: string, content: BlobPart, type = '') => Object.assign(new Blob([content], { type }), { name });
const faultReading = (...given: Parameters<typeof file>) => readDocument(file(...given)).then(() => 'none', faultOf);

it('reads text whatever it was saved as', () => {
  const text = 'Ação: “é isso”, não?\nSim.';
  const utf16 = (little: boolean, mark: boolean) => {
    const units = mark ? `\ufeff${text}` : text;
    const view = new DataView(new ArrayBuffer(units.length * 2));
    for (let i = 0; i < units.length; i++) view.setUint16(i * 2, units.charCodeAt(i), little);
    return new Uint8Array(view.buffer);
  };
  const latin = Uint8Array.from([...'Ação não'].map((letter) => letter.charCodeAt(0)));
  expect(decodeText(utf8(text))).toBe(text);
  expect(decodeText(utf8(`\ufeff${text}`))).toBe(text);
  expect(decodeText(utf16(true, true))).toBe(text);
  expect(decodeText(utf16(false, true))).toBe(text);
  expect(decodeText(utf16(true, false).slice())).toBe(text);
  expect(decodeText(latin)).toBe('Ação não');
  expect(decodeText(latin, 'no-such-encoding')).toBe('Ação não');
  expect(decodeText(utf8('one\r\ntwo\rthree'))).toBe('one\ntwo\nthree');
  expect(() => decodeText(Uint8Array.from({ length: 400 }, (_, i) => (i * 37) % 32))).toThrow(/not text/);
});

it('parses CSV as spreadsheets write it', () => {
  expect(parseCsv('a,b\n1,"x, ""y""\nz"\n\n2,\n')).toEqual([
    ['a', 'b'],
    ['1', 'x, "y"\nz'],
    ['2', ''],
  ]);
  expect(parseCsv('nome;preço\ncafé;3,50')).toEqual([
    ['nome', 'preço'],
    ['café', '3,50'],
  ]);
  expect(parseCsv('a\tb\n"never closed\tx')).toEqual([['a', 'b'], ['never closed\tx']]);
  expect(parseCsv('"quoted"rest,b')).toEqual([['quotedrest', 'b']]);
  expect(parseCsv('')).toEqual([]);
  expect(
    hasHeader([
      ['name', 'price'],
      ['tea', '2'],
    ]),
  ).toBe(true);
  expect(
    hasHeader([
      ['tea', '2'],
      ['coffee', '3'],
    ]),
  ).toBe(false);
});

it('finds headings in plain text, Markdown and CSV, at the offsets where they are', async () => {
  const markdown =
    '---\nx: 1\n---\n# The *title*\n\nSome **bold** [link](https://example.org) &amp; `code`.\n\n## Part two\n\n- one\n- two\n  - nested\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n<b>html</b>\n\n```js\nlet x;\n```';
  const read = await readDocument(file('notes.md', markdown));
  expect(read).toMatchObject({ title: 'The title', type: 'markdown' });
  expect(read.text).toBe('The title\n\nSome bold link & code.\n\nPart two\n\n• one\n• two\n  • nested\n\na | b\n1 | 2\n\nhtml\n\nlet x;');
  for (const mark of read.marks) if (mark.kind === 'heading') expect(read.text.slice(mark.start).startsWith(mark.title)).toBe(true);
  expect(read.marks).toHaveLength(2);

  const plain = await readDocument(
    file(
      'folder/My book.txt',
      'CHAPTER I. Down the Rabbit-Hole\n\nAlice was beginning to get very tired.\n\nCapítulo 2\nA poça\n\nEla chorou.',
    ),
  );
  expect(plain.title).toBe('My book');
  expect(plain.marks.map((mark) => mark.kind === 'heading' && mark.title)).toEqual([
    'CHAPTER I. Down the Rabbit-Hole',
    'Capítulo 2 A poça',
  ]);

  const table = await readDocument(file('t.csv', 'name,price\ntea,2\ncoffee,'));
  expect(table.text).toBe('name: tea\nprice: 2\f\nname: coffee');
  expect(table.marks.map((mark) => mark.kind === 'row' && [mark.number, table.text.slice(mark.start, mark.start + 7)])).toEqual([
    [2, 'name: t'],
    [3, 'name: c'],
  ]);
});

it('knows types by name, then by media type, and tells English from Portuguese', () => {
  expect(documentTypeOf('A.PDF')).toBe('pdf');
  expect(documentTypeOf('x.bin', 'text/plain; charset=utf-8')).toBe('text');
  expect(documentTypeOf('picture.png', 'image/png')).toBeUndefined();
  expect(detectLanguage('The cat sat on the mat and it was not happy with that.')).toBe('en');
  expect(detectLanguage('O gato não estava feliz com isso, mas ficou em casa para o jantar.')).toBe('pt');
  expect(detectLanguage('1 2 3 4')).toBe('');
});

it('says why a file cannot be read', async () => {
  expect(await faultReading('empty.txt', '')).toBe('empty');
  expect(await faultReading('picture.png', 'x')).toBe('unknown-type');
  expect(await faultReading('blank.txt', ' \n \u00a0 ')).toBe('no-text');
  expect(
    await faultReading(
      'lies.txt',
      Uint8Array.from({ length: 400 }, (_, i) => (i * 37) % 32),
    ),
  ).toBe('binary');
  expect(await faultReading('a.pdf', '%PDF-1.7')).toBe('unknown-type');
  expect(await faultReading('big.md', 'x'.repeat(mostBytes.markdown + 1))).toBe('too-large');
  const builder = new TextBuilder();
  expect(() => builder.paragraph('x'.repeat(MOST_CHARACTERS + 1))).toThrow(/characters/);
  const gone = Object.assign(new Blob(['x']), { name: 'gone.txt' });
  gone.slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException('moved', 'NotReadableError')) }) as unknown as Blob;
  expect(await readDocument(gone).then(() => '', faultOf)).toBe('unreadable');
  await expect(readDocument(file('a.txt', 'x'), { signal: AbortSignal.abort() })).rejects.toThrow(
    expect.objectContaining({ name: 'AbortError' }),
  );
});

it('reads a PDF by its beginning, whatever its name, and puts its lines together', async () => {
  const readPdf = async () => {
    const builder = new TextBuilder();
    builder.page(1);
    builder.paragraph('First page');
    builder.page(2);
    builder.paragraph('Second page');
    return { builder, title: '' };
  };
  const read = await readDocument(file('scan.txt', '%PDF-1.7 …'), { readPdf });
  expect(read).toMatchObject({ type: 'pdf', title: 'scan' });
  expect(read.marks).toEqual([
    { kind: 'page', number: 1, start: 0 },
    { kind: 'page', number: 2, start: 12 },
  ]);
  expect(read.text.slice(12)).toBe('Second page');
  const line = (str: string, y: number, hasEOL = true) => ({ str, hasEOL, height: 10, transform: [1, 0, 0, 1, 0, y] });
  expect(paragraphsOf([line('The first para-', 700), line('graph ends', 688), line('here.', 676), line('Another one.', 640)])).toEqual([
    'The first paragraph ends here.',
    'Another one.',
  ]);
});
