import { Shown } from '../store/shown.js';
import type { PolicyController } from './policy-controller.js';
import type { PolicyRoom } from './policy-room.js';

/** Keeps what an element shows in step with its view; where there is no policy yet, one comes to be. */
export class ShownPolicy extends Shown<PolicyController, PolicyRoom> {
  /** What the first policy is called. */
  firstName = 'Default';

  protected override async find(room: PolicyRoom, wanted: string) {
    const id = wanted || room.records[0]?.id;
    if (id) return { id, controller: await room.open(id) };
    const controller = await room.first(this.firstName);
    return { id: controller.record.id, controller };
  }
}
