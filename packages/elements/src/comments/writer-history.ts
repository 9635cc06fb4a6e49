import type { ItemPage, ModerationService, WriterTally } from 'saguim/comments';

/** The latest comments of a writer, beside the one that is looked at. */
export class WriterHistory {
  writer: string | undefined;
  page: (ItemPage & { readonly writer: WriterTally }) | undefined;
  error: unknown;

  constructor(
    private readonly service: ModerationService,
    private readonly changed: () => void,
  ) {}

  async show(writer: string, signal: AbortSignal): Promise<void> {
    this.writer = writer;
    this.page = undefined;
    this.error = undefined;
    this.changed();
    try {
      const page = await this.service.history(writer, { limit: 10, signal });
      if (this.writer === writer) this.page = page;
    } catch (error) {
      if (this.writer === writer) this.error = error;
    }
    this.changed();
  }

  hide(): void {
    if (this.writer === undefined) return;
    this.writer = undefined;
    this.changed();
  }
}
