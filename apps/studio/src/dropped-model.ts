/** A model's file that falls on Studio wherever it is, unless a place takes files of its own; other files go to the place below. */
export function takeDroppedModels(take: (file: File) => void): () => void {
  const onDrag = (event: DragEvent) => {
    // Without this the browser would open the file in place of Studio.
    if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
  };
  const onDrop = (event: DragEvent) => {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) event.preventDefault();
    const [model] = files.filter(({ name }) => /\.gguf$/i.test(name));
    if (!model) return;
    event.stopPropagation();
    // Places show that something is held above them until it is dropped or leaves.
    for (const target of event.composedPath()) {
      if (target instanceof Element) target.dispatchEvent(new DragEvent('dragleave'));
    }
    take(model);
  };
  addEventListener('dragover', onDrag);
  addEventListener('drop', onDrop, { capture: true });
  return () => {
    removeEventListener('dragover', onDrag);
    removeEventListener('drop', onDrop, { capture: true });
  };
}
