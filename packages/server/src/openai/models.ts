/** Models in OpenAI's shape, for clients that list them before they call. */
export function modelList(names: readonly (string | undefined)[]) {
  const known = [...new Set(names.filter((name) => name !== undefined))];
  return { object: 'list', data: known.map((id) => ({ id, object: 'model', created: 0, owned_by: 'saguim' })) };
}
