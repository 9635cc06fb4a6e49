import type { ModelHub } from 'saguim';
import { bytes } from './format.js';
import type { Terminal } from './terminal.js';

export type CatalogueEntry = Awaited<ReturnType<ModelHub['catalogue']>>[number];

/** What a catalogue knows of a model, under any of its names. */
export async function catalogueEntry(hub: ModelHub, model: string): Promise<CatalogueEntry | undefined> {
  const asked = model.toLowerCase();
  return (await hub.catalogue()).find(({ name, aliases = [] }) => [name, ...aliases].some((each) => each.toLowerCase() === asked));
}

/** Says before a download how large it is, and what its licence asks. */
export async function noteDownload(terminal: Terminal, hub: ModelHub, entry: CatalogueEntry): Promise<void> {
  const stored = await hub.stored();
  if (stored.some(({ name, partial }) => name === entry.name && !partial)) return;
  const { name, files, approximateBytes, licence } = entry;
  const known = files.every((file) => file.bytes !== undefined);
  const size = known ? bytes(files.reduce((sum, file) => sum + file.bytes!, 0)) : `about ${bytes(approximateBytes ?? 0)}`;
  if (licence.free && !licence.gated) return terminal.note(`${name}: ${size}, ${licence.id}`);
  const asks = [...(licence.free ? [] : ['forbids some uses']), ...(licence.gated ? ['must be accepted with an account, there'] : [])].join(
    ' and ',
  );
  terminal.warn(`${name}: ${size}. Its licence ${asks}: ${licence.id}, ${licence.url}`);
}
