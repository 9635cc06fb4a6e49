/** JSON Schemas of what can be decoded, at random: the same for the same seed. */
export function randomSchema(random) {
  const below = (most) => Math.floor(random.next() * most);
  const chance = (share) => random.next() < share;
  const pick = (list) => list[below(list.length)];
  const between = (least, most) => least + below(most - least + 1);
  const names = ['id', 'name', 'a', 'b', 'ab', 'kind', 'größe', 'x y', 'price', 'tags', '"quoted"', 'next'];
  const some = (list, most) => list.filter(() => chance(0.4)).slice(0, most);

  const number = (type) => {
    const schema = { type };
    if (chance(0.5)) schema[pick(['minimum', 'exclusiveMinimum'])] = between(-50, 50);
    if (chance(0.5)) schema[pick(['maximum', 'exclusiveMaximum'])] = between(60, 5000);
    if (chance(0.3)) schema.multipleOf = type === 'integer' ? pick([2, 3, 5, 7]) : pick([0.5, 0.25, 2]);
    return schema;
  };
  const string = () => {
    switch (below(4)) {
      case 0:
        return {
          type: 'string',
          format: pick(['date', 'time', 'date-time', 'email', 'ipv4', 'ipv6', 'uri', 'uuid', 'json-pointer', 'hostname']),
        };
      case 1:
        return { type: 'string', pattern: pick(['^[A-Z]{3}-[0-9]{4}$', '^(a|bc)*$', '\\d', '^[^x]{2,9}$', '^\\+[0-9 ]{4,14}$', 'é|日']) };
      case 2:
        return { type: 'string', minLength: below(4), maxLength: between(4, 30) };
      default:
        return { type: 'string', maxLength: between(1, 60) };
    }
  };
  const array = (depth) => {
    const schema = { type: 'array', maxItems: between(2, 4) };
    if (chance(0.3)) schema.prefixItems = [value(depth), value(depth)];
    schema.items = schema.prefixItems && chance(0.4) ? false : value(depth);
    if (chance(0.5) && schema.items !== false) schema.minItems = below(3);
    if (schema.items?.type === 'string' && !schema.prefixItems && chance(0.5)) schema.uniqueItems = true;
    else if (!schema.prefixItems && schema.items !== false && chance(0.2)) schema.contains = { const: pick([1, 'a', null]) };
    if (schema.contains) schema.items = true;
    return schema;
  };
  const object = (depth) => {
    const properties = Object.fromEntries(some(names, 5).map((name) => [name, value(depth)]));
    const schema = { type: 'object', properties, required: some(Object.keys(properties), 4) };
    const open = below(4);
    if (open === 0) schema.additionalProperties = false;
    else if (open === 1) schema.additionalProperties = value(depth);
    else if (open === 2) schema.patternProperties = { '^x-': value(depth) };
    if (open === 1 && chance(0.5)) Object.assign(schema, { minProperties: between(1, 2), maxProperties: 6 });
    if (open !== 1 && chance(0.2) && schema.required.length > 1) schema.dependentRequired = { [schema.required[0]]: [schema.required[1]] };
    if (open === 0 && chance(0.2)) {
      const consequence = 'then';
      schema.if = { properties: { kind: { const: 'a' } }, required: ['kind'] };
      schema[consequence] = { required: Object.keys(properties).slice(0, 1) };
      properties.kind = { enum: ['a', 'b'] };
    }
    return schema;
  };
  const leaf = () =>
    pick([
      () => number('integer'),
      () => number('number'),
      string,
      string,
      () => ({ type: 'boolean' }),
      () => ({ type: 'null' }),
      () => ({ enum: some([1, 'one', null, false, [1, 2], { a: 1 }, 2.5, ''], 4).concat('last') }),
      () => ({ const: pick([7, 'seven', { seven: [7] }]) }),
      () => ({ type: ['string', 'null'], maxLength: 12 }),
    ])();
  function value(depth) {
    if (depth === 0 || chance(0.5)) return leaf();
    return pick([
      () => array(depth - 1),
      () => object(depth - 1),
      () => object(depth - 1),
      () => ({ anyOf: [leaf(), value(depth - 1)] }),
      () => ({ oneOf: [{ type: 'integer', maximum: 9 }, string()] }),
      () => ({ allOf: [number('number'), { minimum: 0 }] }),
      () => ({ type: ['string', 'integer'], not: { const: pick([1, 'a']) }, maxLength: 9 }),
      () => ({ $ref: '#/$defs/shared' }),
    ])();
  }
  const schema = chance(0.6) ? object(3) : value(3);
  return JSON.stringify(schema).includes('#/$defs/shared') ? { ...schema, $defs: { shared: chance(0.5) ? list(leaf()) : leaf() } } : schema;
}

/** A list that goes on in itself. */
const list = (item) => ({
  type: 'object',
  properties: { value: item, next: { anyOf: [{ type: 'null' }, { $ref: '#/$defs/shared' }] } },
  required: ['next'],
  additionalProperties: false,
});
