const common = (
  'time year people way day man thing woman life child world school state family student group country problem hand part place case week company ' +
  'system program question work government number night point home water room mother area money story fact month lot right study book eye job word ' +
  'business issue side kind head house service friend father power hour game line end member law car city community name president team minute idea ' +
  'river garden winter letter bridge island kitchen museum picture doctor music village market summer window mountain'
).split(' ');

/** Common words without end, in an order of their own for each seed. */
export function* words(seed) {
  let state = seed + 1;
  for (;;) {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 3_266_489_917) >>> 0;
    yield common[state % common.length];
  }
}
