/** Gives the person a file, by a download as the browser does them. */
export function saveFile(name: string, content: BlobPart, type = 'application/octet-stream'): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // browsers read it after the click, and do not say when
}

/** The same for data, so that people can read it. */
export const saveJson = (name: string, data: unknown): void =>
  saveFile(name, `${JSON.stringify(data, undefined, 2)}\n`, 'application/json');
