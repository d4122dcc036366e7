/**
 * Where an address as one line lies in the town's own dictionary: block, number, building, for the fields of a form. The longest
 * name of a block that occurs counts; an address without one is left to the clerk, whole, as the building cannot be told from it.
 */
export function addressFields(address: string, blocks: readonly string[]): readonly (readonly [string, string])[] {
  const block = blocks.filter((one) => address.includes(one)).toSorted((a, b) => b.length - a.length)[0]
  if (block === undefined) return [['address.block', address]]
  const rest = address.slice(address.indexOf(block) + block.length).trim()
  const [number = '', building = '', room = ''] = rest.split(/[\s\u3000]+/)
  return [['address.block', block], ['address.number', number], ['address.building', building], ['address.room', room]]
}
