import { Shown } from '../store/shown.js';
import { BuiltInController } from './built-in-controller.js';
import { ClassifierController } from './classifier-controller.js';
import type { ClassifyRoom } from './classify-room.js';

/** Keeps what an element shows in step with its view: one that comes along, or one's own. */
export class ShownClassifier extends Shown<ClassifierController | BuiltInController, ClassifyRoom> {
  get own(): ClassifierController | undefined {
    return this.controller instanceof ClassifierController ? this.controller : undefined;
  }

  /** Name or id of what is shown. */
  get current(): string {
    return this.controller instanceof BuiltInController ? this.controller.name : (this.own?.record.id ?? '');
  }

  protected override async find(room: ClassifyRoom, wanted: string) {
    const { builtIn } = room.loader.provider;
    const id = wanted || builtIn[0] || room.records[0]?.id || '';
    return { id, controller: builtIn.includes(id) ? await room.builtIn(id) : id ? await room.open(id) : undefined };
  }
}
