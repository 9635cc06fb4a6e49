/** An edit of an earlier message that was begun and not sent. */
export interface EditDraft {
  /** The message that is edited. */
  readonly id: string;
  readonly text: string;
}

/** Reads what was stored of it, if it is one. */
export function readEdit(text: string): EditDraft | undefined {
  try {
    const edit = JSON.parse(text) as Partial<EditDraft> | null;
    return typeof edit?.id === 'string' && typeof edit.text === 'string' ? { id: edit.id, text: edit.text } : undefined;
  } catch {
    return undefined;
  }
}
